"""PN-counter: a number many origins move up and down and all agree on.

After Shapiro et al., "A comprehensive study of Convergent and Commutative Replicated Data
Types" (INRIA RR-7506, 2011), section 3.1.3, with one change: a row carries the sequence of
the last event folded into it, and rows join by the higher sequence instead of by the
larger magnitude. A row is the fold of a prefix of its origin's stream (invariant I6), so
the longer prefix always knows more, and a row that was once wrong cannot win by being big.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from core.errors import MalformedError
from core.identity import StreamId

COUNT_MAX = 2**63 - 1
"""Where increments and decrements stop: a saturated sum is still the same in any order."""

ROW = struct.Struct(">QQQ")
"""The stored form of a row: sequence, increments, decrements."""
_LENGTH = struct.Struct(">H")


class Row(NamedTuple):
    """What one stream did to a counter: up to which sequence, how much up, how much down."""

    sequence: int
    increments: int
    decrements: int

    def moved(self, sequence: int, increments: int, decrements: int) -> Row:
        """Return the row after a later event of its stream added to it."""
        assert sequence >= self.sequence, "a row folds its stream in order"
        return Row(
            sequence,
            min(self.increments + increments, COUNT_MAX),
            min(self.decrements + decrements, COUNT_MAX),
        )

    @property
    def value(self) -> int:
        """Increments minus decrements; may be negative."""
        return self.increments - self.decrements

    def to_bytes(self) -> bytes:
        """Return the 24 bytes a row is stored as."""
        return ROW.pack(*self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Row:
        """Read a stored row; raises :class:`MalformedError` on another length."""
        if len(data) != ROW.size:
            raise MalformedError(f"A counter row has {ROW.size} bytes, not {len(data)}.")
        return cls._make(ROW.unpack(data))


NO_ROW = Row(0, 0, 0)
"""The row of a stream that never touched the counter."""


@dataclass(frozen=True)
class PNCounter:
    """Rows by stream; every operation returns a new counter."""

    rows: Mapping[StreamId, Row] = field(default_factory=dict)

    def moved(
        self, stream: StreamId, sequence: int, *, increments: int = 0, decrements: int = 0
    ) -> PNCounter:
        """Return the counter after the event ``sequence`` of ``stream``.

        Folding the same event twice changes nothing.
        """
        row = self.rows.get(stream, NO_ROW)
        if sequence <= row.sequence:
            return self
        return PNCounter({**self.rows, stream: row.moved(sequence, increments, decrements)})

    def merge(self, other: PNCounter) -> PNCounter:
        """Return the least upper bound: of each stream, the row that folds the longer prefix."""
        rows = dict(self.rows)
        for stream, row in other.rows.items():
            # Equal sequences are equal rows on honest nodes; max keeps the law on all others.
            rows[stream] = max(rows.get(stream, NO_ROW), row)
        return PNCounter(rows)

    @property
    def value(self) -> int:
        """All increments minus all decrements; never clamped."""
        return sum(row.value for row in self.rows.values())

    def to_bytes(self) -> bytes:
        """Return the canonical bytes: rows in the order of their streams."""
        parts = []
        for stream, row in sorted(self.rows.items()):
            name = stream.to_bytes()
            parts.append(_LENGTH.pack(len(name)) + name + row.to_bytes())
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> PNCounter:
        """Read canonical bytes; raises :class:`MalformedError`."""
        rows: dict[StreamId, Row] = {}
        before: StreamId | None = None
        position = 0
        while position < len(data):
            head = data[position : position + _LENGTH.size]
            if len(head) != _LENGTH.size:
                raise MalformedError("A counter is cut short.")
            name_end = position + _LENGTH.size + _LENGTH.unpack(head)[0]
            end = name_end + ROW.size
            stream = StreamId.from_bytes(data[position + _LENGTH.size : name_end])
            if before is not None and stream <= before:
                raise MalformedError("A counter's rows are not in the order of their streams.")
            rows[stream] = Row.from_bytes(data[name_end:end])
            before, position = stream, end
        return cls(rows)
