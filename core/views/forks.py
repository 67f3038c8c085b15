"""Forks that were found, and where their proof stands.

Key: the stream that forked, NUL, sequence (u64), sequence of the event that says so (u64) and
its stream. Value: one byte, 1 when the event carries a proof. Each finder's event has its own key.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.identity import AUTHOR_BYTES, Origin, StreamId
from core.log.projection import Fact, Table
from core.shop import kinds

_PLACE = struct.Struct(">QQ")
_ORIGIN = struct.Struct(f">{AUTHOR_BYTES}sI")


class FoundFork(NamedTuple):
    """A fork as one event states it."""

    stream: StreamId
    sequence: int
    said_in: StreamId
    said_at: int
    has_proof: bool


class Forks:
    """Every fork that was found, by whom."""

    name = "forks"
    version = 1
    kinds = frozenset({kinds.STREAM_FORKED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Add each finding."""
        end = stream.to_bytes()
        for entry, fact in facts:
            if entry.kind in self.kinds:
                place = _PLACE.pack(fact.sequence, entry.sequence)
                key = fact.stream.to_bytes() + b"\0" + place + end
                table.put(key, b"\1" if fact.proof else b"\0")

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _read(key: bytes, value: bytes) -> FoundFork:
    # An author or an epoch may hold a NUL, a scope may not.
    at = key.index(b"\0", _ORIGIN.size)
    sequence, said_at = _PLACE.unpack_from(key, at + 1)
    said_in = StreamId.from_bytes(key[at + 1 + _PLACE.size :])
    return FoundFork(StreamId.from_bytes(key[:at]), sequence, said_in, said_at, value == b"\1")


def found(table: Table, origin: Origin | None = None) -> Iterator[FoundFork]:
    """Yield every finding, or those of one origin's streams."""
    for key, value in table.scan(b"" if origin is None else _ORIGIN.pack(*origin)):
        yield _read(key, value)


def is_known(table: Table, stream: StreamId, sequence: int) -> bool:
    """Return whether somebody has stated that a stream forked at a sequence."""
    prefix = stream.to_bytes() + b"\0" + _PLACE.pack(sequence, 0)[:8]
    return next(iter(table.scan(prefix)), None) is not None
