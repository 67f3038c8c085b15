"""The ledger: what happened, in the order people saw it happen, read from the records.

Nothing a node derived is used. An event whose body nobody can read is passed over, as every
projection does; ``audit verify`` names it where it would have counted.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from core.audit.readers import AUDIT_READERS
from core.errors import MalformedError
from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.entry import Entry, entry_of
from core.log.log_view import LogView
from core.log.rebuild import entry_runs
from core.shop.facts import RefundFact, SaleFact
from core.shop.sale import receipt_text

Cut = Mapping[StreamId, int]
"""Of each stream, the last record that counts: a moment of a log."""


class Happening(NamedTuple):
    """One event that was read."""

    hlc: int
    stream: StreamId
    sequence: int
    kind: str
    id: bytes
    """The id of what it happened to."""
    fact: Any

    @property
    def stamp_ms(self) -> int:
        """When it was recorded, in milliseconds since 1970 by the till's clock."""
        return milliseconds_of(self.hlc)

    @property
    def receipt(self) -> str:
        """The number of its receipt; empty when there is none."""
        fact = self.fact
        if isinstance(fact, SaleFact | RefundFact):
            return receipt_text(fact.series, fact.number)
        return ""


def whole(view: LogView) -> dict[StreamId, int]:
    """Return the cut of all that is held."""
    return {stream: head.sequence for stream, head in view.heads().items()}


def happenings(
    view: LogView, cut: Cut, kinds: Collection[str] = AUDIT_READERS.keys()
) -> Iterator[Happening]:
    """Yield what happened up to a cut, of some kinds, by stamp and then by stream.

    Raises :class:`core.errors.StorageDamagedError` where a stream breaks off.
    """
    streams = [_of_stream(view, stream, last, kinds) for stream, last in sorted(cut.items())]
    yield from heapq.merge(*streams, key=lambda one: one[:3])


def runs_up_to(view: LogView, stream: StreamId, last: int) -> Iterator[list[Entry]]:
    """Yield a stream's entries in runs, the last one cut at ``last``."""
    for run in entry_runs(view, stream, last):
        yield run if run[-1].sequence <= last else [one for one in run if one.sequence <= last]


def ticket_of(one: Happening) -> bytes:
    """Return the id of the ticket something happened to, of either schema version."""
    return getattr(one.fact, "ticket", b"") or one.id


def happening_at(view: LogView, stream: StreamId, sequence: int) -> Happening:
    """Return the event at a place that is held; raises :class:`MalformedError`."""
    (record,) = view.records(stream, sequence - 1, count=1)
    return _happening(stream, entry_of(record))


def _happening(stream: StreamId, entry: Entry) -> Happening:
    fact = AUDIT_READERS[entry.kind](entry.body)
    return Happening(entry.hlc, stream, entry.sequence, entry.kind, entry.originator_id, fact)


def _of_stream(
    view: LogView, stream: StreamId, last: int, kinds: Collection[str]
) -> Iterator[Happening]:
    for run in runs_up_to(view, stream, last):
        for entry in run:
            if entry.kind not in kinds:
                continue
            with suppress(MalformedError):
                yield _happening(stream, entry)
