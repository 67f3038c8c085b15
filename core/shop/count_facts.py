"""Readers of stock-takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.crdt.pn_counter import COUNT_MAX
from core.errors import MalformedError
from core.identity import StreamId
from core.log.projection import Reader
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.limits import LINES_MAX, LOCATION_LENGTH_MAX, SKU_LENGTH_MAX
from core.shop.reading import guarded, must_be_whole, must_be_word, read_fields

STREAMS_MAX = 4_000
"""Most streams of one cut: more epochs than a branch's tills ever begin."""

SEQUENCE_MAX = 2**63 - 1
"""Highest sequence a cut may state."""


class CountStartedFact(NamedTuple):
    """A count somebody began."""

    at_ms: int
    location: str
    by: str
    note: str


class StockCountedFact(NamedTuple):
    """A finished count; lines are (SKU, counted, delta, a sequence for each stream)."""

    at_ms: int
    location: str
    streams: tuple[bytes, ...]
    lines: tuple[tuple[str, int, int, tuple[int, ...]], ...]


class CountAbandonedFact(NamedTuple):
    """A count that was given up."""

    at_ms: int
    reason: str


def _read_abandoned(body: bytes) -> CountAbandonedFact:
    fact = CountAbandonedFact._make(read_fields(body, 1))
    must_be_word(fact.reason, empty=True)
    return fact


def _read_started(body: bytes) -> CountStartedFact:
    fact = CountStartedFact._make(read_fields(body, 3))
    must_be_word(fact.location, length_max=LOCATION_LENGTH_MAX)
    must_be_word(fact.by, empty=True)
    must_be_word(fact.note, empty=True)
    return fact


def _read_counted(body: bytes) -> StockCountedFact:
    fact = StockCountedFact._make(read_fields(body, 3))
    must_be_word(fact.location, length_max=LOCATION_LENGTH_MAX)
    if type(fact.streams) is not tuple or len(fact.streams) > STREAMS_MAX:
        raise MalformedError("A count's cut has too many streams.")
    for stream in fact.streams:
        if type(stream) is not bytes:
            raise MalformedError("A count's cut names what is no stream.")
        StreamId.from_bytes(stream)
    if type(fact.lines) is not tuple or len(fact.lines) > LINES_MAX:
        raise MalformedError(f"A count has at most {LINES_MAX} lines.")
    for sku, counted, delta, sequences in fact.lines:
        must_be_word(sku, length_max=SKU_LENGTH_MAX)
        must_be_whole(counted, 0, QUANTITY_MILLI_MAX)
        must_be_whole(delta, -COUNT_MAX, COUNT_MAX)
        if type(sequences) is not tuple or len(sequences) != len(fact.streams):
            raise MalformedError("A counted line's cut does not fit the count's streams.")
        for sequence in sequences:
            must_be_whole(sequence, 0, SEQUENCE_MAX)
    return fact


READERS: Mapping[str, Reader] = {
    kind: guarded(read)
    for kind, read in {
        kinds.COUNT_STARTED: _read_started,
        kinds.COUNT_ABANDONED: _read_abandoned,
        kinds.STOCK_COUNTED: _read_counted,
    }.items()
}
"""The reader of every kind of event of a stock-take that a projection folds."""
