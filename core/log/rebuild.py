"""Rebuilding: every projection folded again from the log alone."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import StorageDamagedError
from core.identity import StreamId
from core.log.entry import Entry, entry_of
from core.log.log_view import LogView
from core.log.projection import ProjectionSet
from core.log.store import Transaction

REBUILD_ENTRIES = 1_024
"""Records read from the log at a time."""


def rebuild_projections(transaction: Transaction, projections: ProjectionSet) -> int:
    """Empty every projection and fold the whole log again; returns how many events.

    Raises :class:`StorageDamagedError` where a stream breaks off before its head.
    """
    projections.clear(transaction)
    view = LogView(transaction)
    folded = 0
    for stream, head in view.heads().items():
        projections.apply_all(transaction, stream, entry_runs(view, stream, head.sequence))
        folded += head.sequence + 1 - stream.start
    return folded


def entry_runs(view: LogView, stream: StreamId, last: int) -> Iterator[list[Entry]]:
    """Yield a stream's entries up to ``last`` in runs.

    Raises :class:`StorageDamagedError` where it breaks off.
    """
    after = stream.start - 1
    while after < last:
        records = view.records(stream, after, count=REBUILD_ENTRIES)
        if not records:
            raise StorageDamagedError(f"Stream {stream} breaks off after {after}.")
        yield [entry_of(record) for record in records]
        after += len(records)
