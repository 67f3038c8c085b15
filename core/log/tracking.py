"""How far a consumer has come: tracked positions, in the transaction of what it wrote."""

from __future__ import annotations

from eventsourcing.persistence import IntegrityError, Tracking, TrackingRecorder

from core.log import layout
from core.log.event_log import EventLog
from core.log.layout import U64
from core.log.library_errors import LIBRARY_ERRORS
from core.log.store import Transaction


class LogTrackingRecorder(TrackingRecorder):
    """The library's tracking recorder over a log.

    A view subclasses it: it opens its own tables with ``self.log.store.open_tables(...)`` and
    writes them beside :meth:`track` in one ``self.log.transaction()``.
    """

    def __init__(self, log: EventLog) -> None:
        """Keep positions in ``log``'s store."""
        self.log = log

    def insert_tracking(self, tracking: Tracking) -> None:
        """Remember a position; raises the library's IntegrityError unless it goes forward."""
        with LIBRARY_ERRORS, self.log.transaction() as transaction:
            self.track(transaction, tracking)

    @staticmethod
    def track(transaction: Transaction, tracking: Tracking) -> None:
        """Remember a position in an open transaction; raises IntegrityError as above."""
        key = tracking.application_name.encode()
        held = transaction.get(layout.TRACKING, key)
        if held is not None and U64.unpack(held)[0] >= tracking.notification_id:
            raise IntegrityError(
                f"Notification {tracking.notification_id} of {tracking.application_name} "
                f"does not follow {U64.unpack(held)[0]}."
            )
        transaction.put(layout.TRACKING, key, U64.pack(tracking.notification_id))

    def max_tracking_id(self, application_name: str) -> int | None:
        """Return the position last remembered for an application, or None."""
        with LIBRARY_ERRORS, self.log.read() as view:
            held = view.transaction.get(layout.TRACKING, application_name.encode())
        return None if held is None else int(U64.unpack(held)[0])
