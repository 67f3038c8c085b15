"""What is special to the PN-counter: rows that fold a prefix of a stream."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.crdt.pn_counter import COUNT_MAX, NO_ROW, PNCounter, Row
from core.errors import MalformedError
from core.identity import AUTHOR_BYTES, StreamId
from tests.fields import streams

TILL = StreamId(b"a" * AUTHOR_BYTES, 1, "branch:north")
OTHER = StreamId(b"b" * AUTHOR_BYTES, 1, "branch:north")


def test_a_stale_row_of_larger_magnitude_never_beats_a_higher_sequence() -> None:
    stale = PNCounter({TILL: Row(6, 1_000_000, 999)})
    later = PNCounter({TILL: Row(7, 3, 1)})
    assert stale.merge(later) == later
    assert later.merge(stale) == later


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50))), st.data())
def test_of_two_prefixes_of_one_stream_the_longer_stands(
    moves: list[tuple[int, int]], data: st.DataObject
) -> None:
    prefixes = [PNCounter()]
    for sequence, (up, down) in enumerate(moves, 1):
        prefixes.append(prefixes[-1].moved(TILL, sequence, increments=up, decrements=down))
    long, short = (data.draw(st.integers(0, len(moves))) for _ in range(2))
    assert prefixes[long].merge(prefixes[short]) == prefixes[max(long, short)]


def test_a_counter_below_zero_is_not_clamped() -> None:
    sold = PNCounter().moved(TILL, 1, decrements=5000)
    received = PNCounter().moved(OTHER, 1, increments=2000)
    assert sold.value == -5000
    assert sold.merge(received).value == -3000


def test_folding_an_event_twice_or_late_changes_nothing() -> None:
    counter = PNCounter().moved(TILL, 1, increments=1).moved(TILL, 4, decrements=2)
    assert counter.moved(TILL, 4, decrements=2) is counter
    assert counter.moved(TILL, 2, increments=9) is counter


def test_counts_saturate_the_same_in_any_grouping() -> None:
    one_by_one = NO_ROW.moved(1, COUNT_MAX, 0).moved(2, 5, 0).moved(3, 0, 7)
    assert one_by_one == NO_ROW.moved(3, COUNT_MAX + 5, 7) == Row(3, COUNT_MAX, 7)
    assert Row.from_bytes(one_by_one.to_bytes()) == one_by_one


@given(streams(), st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_an_operation_leaves_the_old_counter_as_it_was(
    stream: StreamId, sequence: int, up: int, down: int
) -> None:
    before = PNCounter({TILL: Row(1, 1, 1)})
    before.moved(stream, sequence, increments=up, decrements=down)
    before.merge(PNCounter({stream: Row(sequence, up, down)}))
    assert before == PNCounter({TILL: Row(1, 1, 1)})


def test_a_row_is_24_bytes_and_no_others() -> None:
    assert Row(1, 2, 3).to_bytes().hex() == "000000000000000100000000000000020000000000000003"
    for length in (0, 23, 25):
        with pytest.raises(MalformedError, match=f"24 bytes, not {length}"):
            Row.from_bytes(bytes(length))


@pytest.mark.parametrize("streams_read", [(OTHER, TILL), (TILL, TILL)])
def test_rows_out_of_order_or_twice_are_malformed(streams_read: tuple[Any, ...]) -> None:
    parts = [PNCounter({stream: Row(1, 1, 0)}).to_bytes() for stream in streams_read]
    with pytest.raises(MalformedError, match="order"):
        PNCounter.from_bytes(b"".join(parts))
