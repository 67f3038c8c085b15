"""A search closes in on the first record that differs, in few rounds, whatever it is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from replication.limits import FORK_PROBES_MAX, FORK_ROUNDS_MAX
from replication.search import Search

OURS, THEIRS = b"ours....", b"theirs.."


def rounds_to_find(first: int, high: int) -> int:
    """Search a peer whose records differ from ``first`` on; return in how many rounds."""
    search, rounds = Search(high=high, reach=high, asked_s=0.0), 0
    while search.low + 1 < search.high or not rounds:
        probes = search.probes()
        assert 0 < len(probes) <= FORK_PROBES_MAX
        assert list(probes) == sorted(set(probes))
        told = [(at, OURS if at < first else THEIRS) for at in probes]
        assert search.narrow(reversed(told), lambda _, chain: chain == OURS)
        rounds += 1
    assert (search.low, search.high) == (first - 1, first)
    return rounds


@given(st.data(), st.integers(1, 2**64 - 1))
def test_the_first_difference_is_found_wherever_it_is(data: st.DataObject, high: int) -> None:
    assert rounds_to_find(data.draw(st.integers(1, high)), high) <= FORK_ROUNDS_MAX


@given(st.integers(1, 1_000_000))
def test_a_million_events_are_searched_in_four_rounds(first: int) -> None:
    assert rounds_to_find(first, 1_000_000) <= 4


def test_what_was_not_asked_for_tells_nothing() -> None:
    search = Search(high=10, reach=10, asked_s=0.0, low=4)
    told = [(4, THEIRS), (11, OURS), (2**64 - 1, OURS)]
    assert not search.narrow(told, lambda _, chain: chain == OURS)
    assert (search.low, search.high) == (4, 10)
