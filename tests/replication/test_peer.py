"""What is remembered of a link, and which of two links to one peer is used."""

from __future__ import annotations

from hashlib import sha256
from itertools import permutations, product

import pytest

from core.identity import StreamId, author_id
from replication.limits import PROTOCOL_VERSION, WINDOW_BYTES
from replication.messages import EVERYTHING, Hello
from replication.peer import Peer, choose_link, takes_scope
from replication.search import Search

STREAM = StreamId(bytes(16), 1, "company")
KEYS = {name: sha256(name.encode()).digest() for name in ("ada", "bob")}


def hello(name: str, session: int, scopes: tuple[str, ...] = (EVERYTHING,)) -> Hello:
    key = KEYS[name]
    return Hello(PROTOCOL_VERSION, "acme", key, 1, name, "till", "b", scopes, session, 0, bytes(16))


def link_to(name: str, link: str, *, dialed: bool, ours: int, theirs: int, up: bool) -> Peer:
    peer = Peer(link.encode(), dialed, ours)
    peer.restart(hello(name, theirs))
    peer.answered, peer.up = True, up
    return peer


def used(links: list[Peer], whose: str, ours: str) -> list[bytes]:
    choose_link(links, author_id(KEYS[whose]), author_id(KEYS[ours]))
    return [link.link for link in links if not link.standby]


@pytest.mark.parametrize("up", list(product((True, False), repeat=3)))
@pytest.mark.parametrize("dialed", list(product((True, False), repeat=3)))
@pytest.mark.parametrize("sessions", [((1, 2), (3, 4), (5, 6)), ((2, 1), (1, 2), (1, 1))])
def test_both_sides_choose_the_same_link_whatever_order_they_know_them_in(
    up: tuple[bool, ...], dialed: tuple[bool, ...], sessions: tuple[tuple[int, int], ...]
) -> None:
    ada = [
        link_to(
            "bob", str(n), dialed=dialed[n], ours=sessions[n][0], theirs=sessions[n][1], up=up[n]
        )
        for n in range(3)
    ]
    bob = [
        link_to(
            "ada",
            str(n),
            dialed=not dialed[n],
            ours=sessions[n][1],
            theirs=sessions[n][0],
            up=up[n],
        )
        for n in range(3)
    ]
    chosen = {
        tuple(used(list(side), whose, ours))
        for links, whose, ours in ((ada, "bob", "ada"), (bob, "ada", "bob"))
        for side in permutations(links)
    }
    assert len(chosen) == 1
    assert len(chosen.pop()) == 1


def test_a_link_that_works_is_chosen_before_one_that_does_not() -> None:
    for working in (0, 1):
        links = [
            link_to("bob", str(n), dialed=True, ours=n + 1, theirs=9, up=n == working)
            for n in (0, 1)
        ]
        assert used(links, "bob", "ada") == [str(working).encode()]


def test_links_to_others_and_refused_links_are_left_alone() -> None:
    other = link_to("ada", "other", dialed=True, ours=1, theirs=2, up=True)
    refused = link_to("bob", "refused", dialed=True, ours=1, theirs=2, up=True)
    unheard = Peer(b"unheard", True, 1)
    refused.refused = True
    good = link_to("bob", "good", dialed=False, ours=8, theirs=9, up=False)
    links = [other, refused, unheard, good]
    choose_link(links, author_id(KEYS["bob"]), author_id(KEYS["ada"]))
    assert not any(link.standby for link in links)


def test_data_flows_only_when_answered_and_neither_standing_by_nor_refused() -> None:
    peer = Peer(b"link", True, 1)
    assert not peer.talking
    peer.restart(hello("bob", 2))
    assert not peer.talking
    peer.answered = True
    assert peer.talking
    peer.standby = True
    assert not peer.talking
    peer.standby, peer.refused = False, True
    assert not peer.talking


def test_what_a_peer_is_known_to_hold_never_goes_back_within_a_session() -> None:
    peer = link_to("bob", "link", dialed=True, ours=1, theirs=2, up=True)
    peer.heard_of(STREAM, 5)
    peer.heard_of(STREAM, 3)
    assert peer.holds(STREAM) == 5


def test_a_new_session_forgets_everything_the_last_one_knew() -> None:
    peer = link_to("bob", "link", dialed=True, ours=1, theirs=2, up=True)
    peer.heard_of(STREAM, 5)
    peer.told[STREAM] = peer.orders[STREAM] = peer.quarantined[STREAM] = 5
    peer.have_sent[1] = {STREAM: 5}
    peer.news[STREAM] = peer.due[STREAM] = None
    peer.searches[STREAM] = Search(high=5, reach=9, asked_s=0.0)
    peer.in_flight_bytes, peer.window_bytes = 9, 1
    peer.doubted = peer.standby = peer.refused = True
    peer.restart(hello("bob", 3))
    fresh = Peer(b"link", True, 1)
    fresh.restart(hello("bob", 3))
    fresh.up = True
    assert peer == fresh
    assert peer.window_bytes == WINDOW_BYTES


def test_a_subscription_to_everything_takes_every_scope() -> None:
    assert takes_scope((EVERYTHING,), "branch:x")
    assert takes_scope(("company", "branch:x"), "branch:x")
    assert not takes_scope(("company",), "branch:x")
    assert not takes_scope((), "company")
    unheard = Peer(b"link", True, 1)
    assert not unheard.subscribes("company")
