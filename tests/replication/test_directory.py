"""Peers are found by scope and by author."""

from __future__ import annotations

from replication.directory import Directory
from replication.limits import PROTOCOL_VERSION
from replication.messages import EVERYTHING, Hello
from replication.peer import Peer


def peer(name: str, *scopes: str, key: bytes = b"", session: int = 1) -> Peer:
    made = Peer(name.encode(), True, session)
    public_key = (key or name.encode()).ljust(32)
    version = PROTOCOL_VERSION
    made.restart(
        Hello(version, "acme", public_key, 1, name, "till", "b", scopes, session, 1, bytes(16))
    )
    return made


def test_a_scopes_takers_are_those_who_subscribe_to_it_or_to_all() -> None:
    directory = Directory()
    hub, one, two = (
        peer("hub", EVERYTHING),
        peer("one", "company", "branch:a"),
        peer("two", "company"),
    )
    for each in (hub, one, two):
        directory.enter(each)
    assert [p.link for p in directory.takers("branch:a")] == [b"hub", b"one"]
    assert [p.link for p in directory.takers("company")] == [b"hub", b"one", b"two"]
    directory.leave(one)
    directory.leave(one)
    assert [p.link for p in directory.takers("branch:a")] == [b"hub"]


def test_a_peer_that_comes_as_somebody_else_is_found_as_that_one_only() -> None:
    directory = Directory()
    directory.enter(peer("link", "branch:a"))
    again = peer("link", "branch:b", EVERYTHING, key=b"other")
    directory.enter(again)
    assert list(directory.takers("branch:a")) == list(directory.takers("branch:b")) == [again]


def test_of_two_links_to_one_author_one_is_used() -> None:
    directory = Directory()
    first, second = peer("first", key=b"x", session=1), peer("second", key=b"x", session=2)
    stranger = peer("stranger")
    for each in (first, second, stranger):
        directory.enter(each)
    directory.choose_link(first, bytes(16))
    assert [p.standby for p in (first, second, stranger)] == [False, True, False]
    directory.leave(first)
    directory.choose_link(first, bytes(16))
    assert not second.standby
