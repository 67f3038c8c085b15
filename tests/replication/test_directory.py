"""Peers are found by scope, and looked after in the order in which they are due."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from replication.directory import Directory, Ticks
from replication.limits import PROTOCOL_VERSION
from replication.messages import EVERYTHING, Hello
from replication.peer import Peer


def peer(name: str, *scopes: str, key: bytes = b"", session: int = 1) -> Peer:
    made = Peer(name.encode(), True, session, next_tick_s=0.0)
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


times = st.integers(0, 50).map(float)


@given(
    st.lists(
        st.tuples(st.sampled_from(["plan", "set", "drop", "due"]), st.sampled_from("abcd"), times),
        max_size=60,
    )
)
def test_ticks_come_in_order_whoever_planned_them(steps: list[tuple[str, str, float]]) -> None:
    """Against a walk over all peers; a time set past the plan is kept, or found late at most."""
    peers: dict[bytes, Peer] = {}
    ticks = Ticks(peers)
    for what, name, at in steps:
        link = name.encode()
        if what == "plan" or (what == "set" and link not in peers):
            peers.setdefault(link, peer(name))
            ticks.plan(peers[link], at)
        elif what == "set":
            peers[link].next_tick_s = max(at, peers[link].next_tick_s)
        elif what == "drop":
            peers.pop(link, None)
        else:
            due = {p.link for p in peers.values() if p.next_tick_s <= at}
            found = []
            for one in ticks.due(at):
                found.append(one.link)
                ticks.plan(one, at + 1)
            assert sorted(found) == sorted(due)
        assert ticks.next_s() == min((p.next_tick_s for p in peers.values()), default=None)
