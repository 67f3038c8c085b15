"""Rebuilding: every projection folded again from the log alone."""

from __future__ import annotations

from core.errors import StorageDamagedError
from core.log.entry import entry_of
from core.log.log_view import LogView
from core.log.projection import ProjectionSet
from core.log.store import Transaction

REBUILD_ENTRIES = 4096
"""Entries folded at a time: large enough to coalesce rows, small enough for memory."""


def rebuild_projections(transaction: Transaction, projections: ProjectionSet) -> int:
    """Empty every projection and fold the whole log again; returns how many events.

    Raises :class:`StorageDamagedError` where a stream breaks off before its head.
    """
    projections.clear(transaction)
    view = LogView(transaction)
    folded = 0
    for stream, head in view.heads().items():
        after = 0
        while after < head.sequence:
            entries = [
                entry_of(record) for record in view.records(stream, after, count=REBUILD_ENTRIES)
            ]
            if not entries:
                raise StorageDamagedError(f"Stream {stream} breaks off after {after}.")
            projections.apply(transaction, stream, entries)
            after = entries[-1].sequence
            folded += len(entries)
    return folded
