"""What is special to the version vector: how two of them stand to one another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.crdt.version_vector import Order, VersionVector
from core.errors import MalformedError
from core.identity import AUTHOR_BYTES, StreamId
from tests.fields import streams

A, B = (StreamId(name * AUTHOR_BYTES, 1, "company") for name in (b"a", b"b"))
vectors = st.dictionaries(streams(2), st.integers(0, 2), max_size=3).map(VersionVector)
MIRRORED = {
    Order.EQUAL: Order.EQUAL,
    Order.BEFORE: Order.AFTER,
    Order.AFTER: Order.BEFORE,
    Order.CONCURRENT: Order.CONCURRENT,
}


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        ({}, {}, "equal"),
        ({A: 1, B: 2}, {B: 2, A: 1}, "equal"),
        ({A: 0}, {}, "equal"),
        ({}, {A: 1}, "before"),
        ({A: 1}, {A: 1, B: 1}, "before"),
        ({A: 2}, {A: 1}, "after"),
        ({A: 1}, {B: 1}, "concurrent"),
        ({A: 2, B: 1}, {A: 1, B: 2}, "concurrent"),
    ],
)
def test_compare_gives_one_of_four_words(
    left: dict[StreamId, int], right: dict[StreamId, int], order: str
) -> None:
    assert VersionVector(left).compare(VersionVector(right)).value == order


@settings(max_examples=100)
@given(vectors, vectors)
def test_compare_agrees_with_merge_and_with_its_mirror(
    left: VersionVector, right: VersionVector
) -> None:
    order, both = left.compare(right), left.merge(right)
    assert right.compare(left) is MIRRORED[order]
    assert (both == left) == (order in (Order.EQUAL, Order.AFTER))
    assert (both == right) == (order in (Order.EQUAL, Order.BEFORE))
    assert left.covers(right) == (both == left)


def test_a_stream_never_heard_of_and_a_stream_at_zero_are_the_same() -> None:
    assert VersionVector({A: 0}) == VersionVector()
    assert VersionVector({A: 0}).to_bytes() == b""


def test_the_value_counts_the_events_known() -> None:
    assert VersionVector({A: 3, B: 4}).value == 7


def test_advancing_never_goes_back() -> None:
    assert VersionVector({A: 3}).advanced(A, 2) == VersionVector({A: 3})
    assert VersionVector({A: 3}).advanced(A, 4) == VersionVector({A: 4})


def test_bytes_cut_short_inside_a_name_are_malformed() -> None:
    whole = VersionVector({A: 3, B: 4}).to_bytes()
    half = VersionVector({A: 3}).to_bytes()
    for length in range(1, len(whole)):
        if length != len(half):
            with pytest.raises(MalformedError):
                VersionVector.from_bytes(whole[:length])


@pytest.mark.parametrize("order", [(B, A), (A, A)])
def test_entries_out_of_order_or_twice_are_malformed(order: tuple[StreamId, StreamId]) -> None:
    parts = [VersionVector({stream: 1}).to_bytes() for stream in order]
    with pytest.raises(MalformedError, match="canonical"):
        VersionVector.from_bytes(b"".join(parts))
