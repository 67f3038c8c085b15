"""The heads kept in memory say what the log says, and one digest says whether two agree."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity import StreamId
from core.log.entry import EMPTY_HEAD, Head
from replication.holdings import Holdings
from replication.messages import CHAIN_PREFIX_BYTES, EVERYTHING
from replication.wire import DIGEST_BYTES
from tests.fields import streams
from tests.replication.wire_world import World

NORTH, SOUTH = (StreamId(bytes(16), 1, scope) for scope in ("branch:north", "branch:south"))


def head(sequence: int, branch: str = "") -> Head:
    return Head(sequence, sequence, sha256(f"{branch}{sequence}".encode()).digest())


heads = st.dictionaries(streams(), st.integers(1, 9).map(head))


@given(heads, st.data())
def test_the_digest_forgets_how_heads_came_to_be_held(
    held: dict[StreamId, Head], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(list(held)))
    moved = Holdings({})
    for stream in order:
        for sequence in range(1, held[stream].sequence + 1):
            moved.move(stream, head(sequence))
    assert moved.digest == Holdings(held).digest
    assert len(moved.digest) == DIGEST_BYTES


@given(heads, heads)
def test_unlike_heads_have_unlike_digests(
    one: dict[StreamId, Head], other: dict[StreamId, Head]
) -> None:
    assert (Holdings(one).digest == Holdings(other).digest) == (one == other)


def test_the_same_sequence_of_another_history_has_another_digest() -> None:
    assert Holdings({NORTH: head(3)}).digest != Holdings({NORTH: head(3, "fork")}).digest


def test_a_head_never_goes_back() -> None:
    holdings = Holdings({NORTH: head(3)})
    with pytest.raises(AssertionError, match="never goes back"):
        holdings.move(NORTH, head(2))


def test_what_is_not_held_has_the_empty_head() -> None:
    holdings = Holdings({NORTH: head(3)})
    assert holdings.head(SOUTH) == EMPTY_HEAD
    assert (holdings.sequence(NORTH), holdings.sequence(SOUTH)) == (3, 0)
    assert holdings.events == 3
    assert dict(holdings.items()) == {NORTH: head(3)}


def test_a_claim_is_the_head_with_the_first_bytes_of_its_chain() -> None:
    claim = Holdings({NORTH: head(3)}).claim(NORTH)
    assert claim == (NORTH, 3, head(3).chain[:CHAIN_PREFIX_BYTES])


def test_a_shared_digest_sees_only_what_both_want() -> None:
    till = Holdings({NORTH: head(3)})
    hub = Holdings({NORTH: head(3), SOUTH: head(4)})
    wanted = ("company", "branch:north")
    assert till.digest != hub.digest
    assert till.shared_digest(wanted, (EVERYTHING,)) == hub.shared_digest((EVERYTHING,), wanted)
    assert hub.shared_digest((EVERYTHING,)) == hub.digest
    assert hub.shared_digest(wanted, ("branch:south",)) == Holdings({}).digest


def test_holdings_say_what_the_log_says_after_own_and_foreign_events() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    for node in (ada, bob):
        node.sell(3)
        node.sell(2, scope="company")
    world.pass_time(5)
    for node in (ada, bob):
        with node.log.read() as view:
            assert Holdings(view.heads()).digest == node.replica.holdings.digest
            assert node.replica.holdings.events == view.last_lsn()
