"""Version vector: how far each stream is known.

After Parker et al., "Detection of mutual inconsistency in distributed systems" (1983).
Streams have no gaps, so one number a stream says everything that is held.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from core.errors import MalformedError
from core.identity import StreamId

_ENTRY = struct.Struct(">HQ")


class Order(Enum):
    """How two version vectors stand to one another."""

    EQUAL = "equal"
    BEFORE = "before"
    AFTER = "after"
    CONCURRENT = "concurrent"


@dataclass(frozen=True)
class VersionVector:
    """The highest sequence held of each stream; absent means 0."""

    sequences: Mapping[StreamId, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Drop zeros, so that equal knowledge is equal bytes."""
        held = {stream: sequence for stream, sequence in self.sequences.items() if sequence > 0}
        object.__setattr__(self, "sequences", held)

    def advanced(self, stream: StreamId, sequence: int) -> VersionVector:
        """Return the vector that also knows ``stream`` up to ``sequence``; never goes back."""
        return self.merge(VersionVector({stream: sequence}))

    def merge(self, other: VersionVector) -> VersionVector:
        """Return the least upper bound: of each stream, the higher sequence."""
        merged = dict(self.sequences)
        for stream, sequence in other.sequences.items():
            merged[stream] = max(merged.get(stream, 0), sequence)
        return VersionVector(merged)

    def covers(self, other: VersionVector) -> bool:
        """Return whether everything ``other`` knows is known here."""
        known = self.sequences
        return all(known.get(stream, 0) >= n for stream, n in other.sequences.items())

    def compare(self, other: VersionVector) -> Order:
        """Return how this vector stands to ``other``."""
        forward, back = self.covers(other), other.covers(self)
        if forward and back:
            return Order.EQUAL
        if forward:
            return Order.AFTER
        return Order.BEFORE if back else Order.CONCURRENT

    @property
    def value(self) -> int:
        """How many events are known in all."""
        return sum(self.sequences.values())

    def to_bytes(self) -> bytes:
        """Return the canonical bytes: entries in the order of their streams."""
        parts = []
        for stream, sequence in sorted(self.sequences.items()):
            name = stream.to_bytes()
            parts.append(_ENTRY.pack(len(name), sequence) + name)
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> VersionVector:
        """Read canonical bytes; raises :class:`MalformedError`."""
        sequences: dict[StreamId, int] = {}
        before: StreamId | None = None
        position = 0
        while position < len(data):
            if len(data) - position < _ENTRY.size:
                raise MalformedError("A version vector is cut short.")
            length, sequence = _ENTRY.unpack_from(data, position)
            end = position + _ENTRY.size + length
            if end > len(data):
                raise MalformedError("A version vector is cut short.")
            stream = StreamId.from_bytes(data[position + _ENTRY.size : end])
            if (before is not None and stream <= before) or sequence == 0:
                raise MalformedError("A version vector is not in its canonical form.")
            sequences[stream] = sequence
            before, position = stream, end
        return cls(sequences)
