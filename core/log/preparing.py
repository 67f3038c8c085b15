"""Making a store ready for a log: its layout known, its projections and indexes up to date."""

from __future__ import annotations

from core.errors import StorageDamagedError
from core.log import layout, topic_index
from core.log.layout import U64
from core.log.projection import ProjectionSet
from core.log.rebuild import rebuild_projections
from core.log.store import Store
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
        found = transaction.get(layout.META, layout.META_FORMAT)
        stale = found is None or projections.stale(transaction)
        unkept = projections.unkept(transaction)
        unindexed = topic_index.is_stale(transaction, with_topics)
    if found not in (None, U64.pack(layout.FORMAT_VERSION)):
        _UNKNOWN_LAYOUT.hit()
        raise StorageDamagedError("The data file has a layout this program does not know.")
    if stale:
        _STALE.hit()
        with store.write() as transaction:
            version = U64.pack(layout.FORMAT_VERSION)
            transaction.put(layout.META, layout.META_FORMAT, version)
            rebuild_projections(transaction, projections)
    if unkept:
        _UNKEPT.hit()
        with store.write() as transaction:
            for key in unkept:
                transaction.delete(layout.META, key)
    if unindexed:
        with store.write() as transaction:
            topic_index.rebuild(transaction, with_topics)
