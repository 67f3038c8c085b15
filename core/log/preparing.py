"""Making a store ready for a log: its layout known, its projections and indexes up to date."""

from __future__ import annotations

from core.errors import StorageDamagedError
from core.log import layout, topic_index
from core.log.layout import META, META_FORMAT, U64
from core.log.projection import ProjectionSet
from core.log.rebuild import rebuild_projections
from core.log.store import Store, Transaction
from core.marks import Mark

_UNKNOWN_LAYOUT = Mark("log.unknown-layout")
_STALE = Mark("projection.stale")
_UNKEPT = Mark("projection.unkept")


def prepare(store: Store, projections: ProjectionSet, *, with_topics: bool) -> None:
    """Make or rebuild what is missing or was made by another version.

    Raises :class:`StorageDamagedError` when the layout is one this program does not know.
    """
    store.open_tables((*layout.TABLES, *projections.tables))
    with store.read() as transaction:
        found = transaction.get(META, META_FORMAT)
        stale = _is_stale(transaction, projections)
        unkept = projections.unkept(transaction)
        unindexed = topic_index.is_stale(transaction, with_topics)
    if found not in (None, U64.pack(layout.FORMAT_VERSION)):
        _UNKNOWN_LAYOUT.hit()
        raise StorageDamagedError("The data file has a layout this program does not know.")
    if stale or unindexed or unkept:
        with store.write() as transaction:
            for mark in unkept:
                _UNKEPT.hit()
                transaction.delete(META, mark)
            _make_or_mend(transaction, projections, with_topics)


def _is_stale(transaction: Transaction, projections: ProjectionSet) -> bool:
    return transaction.get(META, META_FORMAT) is None or projections.stale(transaction)


def _make_or_mend(transaction: Transaction, projections: ProjectionSet, with_topics: bool) -> None:
    """Rebuild what is stale, unless another process did so while we waited to write."""
    if _is_stale(transaction, projections):
        _STALE.hit()
        transaction.put(META, META_FORMAT, U64.pack(layout.FORMAT_VERSION))
        rebuild_projections(transaction, projections)
    if topic_index.is_stale(transaction, with_topics):
        topic_index.rebuild(transaction, with_topics)
