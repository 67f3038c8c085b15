"""Looking a log over after an accident, as a careful shopkeeper does."""

from __future__ import annotations

from core.errors import StorageDamagedError
from core.identity import Verifier
from core.log import layout
from core.log.event_log import EventLog
from core.log.index_walk import walk_log


def look_over(log: EventLog, verifier: Verifier) -> None:
    """Walk the log and fold it anew; told rows are asked for again, trees regrown.

    Raises :class:`StorageDamagedError` on a damaged log.
    """
    with log.read() as view:
        if fault := walk_log(view, verifier):
            raise StorageDamagedError(fault)
    with log.transaction() as transaction:
        transaction.clear(layout.TOLD)
        transaction.clear(layout.TREE)
        log.rebuild()
