"""Bounded counter: a number many origins spend from, and none of them below zero.

After Balegas et al., "Extending eventually consistent cloud databases for enforcing numeric
invariants" (SRDS 2015). What may be spent is split into *rights*, and each right has one holder.
A holder spends only rights it holds, and gives them away only by an event of its own, so it always
knows the least it has: what it has not heard of can only be rights that were given to it.
Hence no holder's rights fall below zero, whatever the partition (invariant I12).

As in :mod:`core.crdt.pn_counter` a row is the fold of a prefix of its stream, and rows join by
the higher sequence. Rights are an origin's, whichever of its streams it writes of them.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from core.crdt.pn_counter import COUNT_MAX
from core.errors import MalformedError
from core.identity import AUTHOR_BYTES, Origin, StreamId

Shares = tuple[tuple[Origin, int], ...]
"""Of each origin, in their order, how many rights; none is listed with nothing."""

_ROW = struct.Struct(">HQQQII")
_SHARE = struct.Struct(f">{AUTHOR_BYTES}sIQ")


class RightsRow(NamedTuple):
    """What one stream did to the rights of a counter, over all its events up to a sequence."""

    sequence: int
    created: int
    """Rights its origin brought into being, its own until it gives them away."""
    spent: int
    granted: Shares = ()
    """Rights its origin gave away."""
    reclaimed: Shares = ()
    """Rights its origin took over of origins that are closed and will never write again."""


NO_RIGHTS = RightsRow(0, 0, 0)
"""The row of a stream that never touched the counter."""


@dataclass(frozen=True)
class BoundedCounter:
    """Rows by stream; every operation returns a new counter.

    Operations record what happened and ask nothing: whoever decides looks at :meth:`rights`
    of its own origin first. Folding the same event twice changes nothing.
    """

    rows: Mapping[StreamId, RightsRow] = field(default_factory=dict)

    def created(self, stream: StreamId, sequence: int, amount: int) -> BoundedCounter:
        """Return the counter after its origin brought rights into being."""
        row = self._row(stream)
        more = min(row.created + amount, COUNT_MAX)
        return self._after(stream, row._replace(sequence=sequence, created=more))

    def spent(self, stream: StreamId, sequence: int, amount: int) -> BoundedCounter:
        """Return the counter after its origin spent rights."""
        row = self._row(stream)
        more = min(row.spent + amount, COUNT_MAX)
        return self._after(stream, row._replace(sequence=sequence, spent=more))

    def granted(self, stream: StreamId, sequence: int, to: Origin, amount: int) -> BoundedCounter:
        """Return the counter after its origin gave rights to another."""
        row = self._row(stream)
        more = _added(row.granted, to, amount)
        return self._after(stream, row._replace(sequence=sequence, granted=more))

    def reclaimed(self, stream: StreamId, sequence: int, of: Origin, amount: int) -> BoundedCounter:
        """Return the counter after its origin took over rights stranded on a closed one.

        Only one origin may ever do so of another, and only once that other can write no more:
        who that is decides the company, not the counter.
        """
        row = self._row(stream)
        more = _added(row.reclaimed, of, amount)
        return self._after(stream, row._replace(sequence=sequence, reclaimed=more))

    def _row(self, stream: StreamId) -> RightsRow:
        return self.rows.get(stream, NO_RIGHTS)

    def _after(self, stream: StreamId, row: RightsRow) -> BoundedCounter:
        if row.sequence <= self._row(stream).sequence:
            return self
        return BoundedCounter({**self.rows, stream: row})

    def merge(self, other: BoundedCounter) -> BoundedCounter:
        """Return the least upper bound: of each stream, the row that folds the longer prefix."""
        rows = dict(self.rows)
        for stream, row in other.rows.items():
            rows[stream] = max(rows.get(stream, NO_RIGHTS), row)
        return BoundedCounter(rows)

    @property
    def value(self) -> int:
        """What is left to spend by all together: created less spent."""
        return sum(row.created - row.spent for row in self.rows.values())

    def rights(self, origin: Origin) -> int:
        """Return what an origin may spend, as far as is known here.

        Of one's own origin it is at most what is true. Of another's it may be more, when it
        has spent since, or less, even less than nothing, when what it was given is unheard of.
        """
        rights = 0
        for stream, row in self.rows.items():
            if stream.origin == origin:
                rights += row.created - row.spent
                rights -= sum(amount for _, amount in row.granted)
                rights += sum(amount for _, amount in row.reclaimed)
            rights += dict(row.granted).get(origin, 0)
            rights -= dict(row.reclaimed).get(origin, 0)
        return rights

    def holders(self) -> dict[Origin, int]:
        """Return the rights of every origin that ever had to do with the counter, in order."""
        found = {stream.origin for stream in self.rows}
        for row in self.rows.values():
            found.update(origin for origin, _ in (*row.granted, *row.reclaimed))
        return {origin: self.rights(origin) for origin in sorted(found)}

    def donors(self, asking: Origin, amount: int) -> list[tuple[Origin, int]]:
        """Return whom to ask for ``amount`` more rights and for how many, the richest first.

        Asking the richest first asks the fewest, and leaves the poor what they have. Fewer
        than asked for come back when all others together hold less.
        """
        others = [(rights, origin) for origin, rights in self.holders().items() if rights > 0]
        asked: list[tuple[Origin, int]] = []
        for rights, origin in sorted(others, key=lambda other: (-other[0], other[1])):
            if amount > 0 and origin != asking:
                asked.append((origin, min(rights, amount)))
                amount -= rights
        return asked

    def to_bytes(self) -> bytes:
        """Return the canonical bytes: rows in the order of their streams."""
        parts = []
        for stream, row in sorted(self.rows.items()):
            name = stream.to_bytes()
            counts = (row.sequence, row.created, row.spent, len(row.granted), len(row.reclaimed))
            parts.append(_ROW.pack(len(name), *counts) + name)
            parts += [
                _SHARE.pack(*origin, amount) for origin, amount in (*row.granted, *row.reclaimed)
            ]
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> BoundedCounter:
        """Read canonical bytes; raises :class:`MalformedError`."""
        rows: dict[StreamId, RightsRow] = {}
        before: StreamId | None = None
        position = 0
        while position < len(data):
            if len(data) - position < _ROW.size:
                raise MalformedError("A bounded counter is cut short.")
            length, sequence, created, spent, grants, claims = _ROW.unpack_from(data, position)
            name = position + _ROW.size
            shares = name + length
            position = shares + (grants + claims) * _SHARE.size
            if position > len(data):
                raise MalformedError("A bounded counter is cut short.")
            stream = StreamId.from_bytes(data[name:shares])
            if before is not None and stream <= before:
                raise MalformedError("A counter's rows are not in the order of their streams.")
            reclaimed = shares + grants * _SHARE.size
            given, taken = data[shares:reclaimed], data[reclaimed:position]
            rows[stream] = RightsRow(sequence, created, spent, _shares(given), _shares(taken))
            before = stream
        return cls(rows)


def _added(shares: Shares, origin: Origin, amount: int) -> Shares:
    held = dict(shares)
    held[origin] = min(held.get(origin, 0) + amount, COUNT_MAX)
    return tuple(sorted(share for share in held.items() if share[1]))


def _shares(data: bytes) -> Shares:
    """Read shares; raises :class:`MalformedError` when they are not in their one order."""
    found = tuple(
        (Origin(author, epoch), amount) for author, epoch, amount in _SHARE.iter_unpack(data)
    )
    origins = [origin for origin, _ in found]
    if origins != sorted(set(origins)) or not all(amount for _, amount in found):
        raise MalformedError("A counter's shares are not in their canonical form.")
    return found
