"""The difference between two states: two nodes, or two moments of one."""

from __future__ import annotations

from typing import NamedTuple

from core.audit.ledger import Cut
from core.audit.replay import Branch, State
from core.audit.witnesses import forked_at
from core.identity import StreamId
from core.log.log_view import LogView


class Reach(NamedTuple):
    """How far each of two goes in one stream."""

    stream: StreamId
    first: int
    second: int
    forked_at: int
    """The first record that is another one; 0 while one goes on where the other ends."""


class Difference(NamedTuple):
    """What one has and the other has otherwise."""

    streams: tuple[Reach, ...]
    stock: tuple[tuple[str, str, int, int], ...]
    """Of each (SKU, location), thousandths here and there."""
    takings: tuple[tuple[Branch | None, Branch | None], ...]
    tenders: tuple[tuple[str, int, int], ...]

    @property
    def is_none(self) -> bool:
        """Whether nothing differs."""
        return not any(self)


def reaches(one: tuple[LogView, Cut], other: tuple[LogView, Cut]) -> tuple[Reach, ...]:
    """Return the streams in which two logs differ up to their cuts."""
    (first, here), (second, there) = one, other
    found = []
    for stream in sorted({*here, *there}):
        ends = here.get(stream, 0), there.get(stream, 0)
        forked = forked_at(first, second, stream, min(ends))
        if forked or ends[0] != ends[1]:
            found.append(Reach(stream, *ends, forked))
    return tuple(found)


def difference(streams: tuple[Reach, ...], one: State, other: State) -> Difference:
    """Return what differs between two states."""
    stock = tuple(
        (*key, one.stock.get(key, 0), other.stock.get(key, 0))
        for key in sorted(one.stock.keys() | other.stock.keys())
        if one.stock.get(key, 0) != other.stock.get(key, 0)
    )
    here = {branch[:2]: branch for branch in one.takings}
    there = {branch[:2]: branch for branch in other.takings}
    takings = tuple(
        (here.get(key), there.get(key))
        for key in sorted(here.keys() | there.keys())
        if here.get(key) != there.get(key)
    )
    tenders = tuple(
        (kind, one.tenders.get(kind, 0), other.tenders.get(kind, 0))
        for kind in sorted(one.tenders.keys() | other.tenders.keys())
        if one.tenders.get(kind, 0) != other.tenders.get(kind, 0)
    )
    return Difference(streams, stock, takings, tenders)
