"""The library's application and process recorders over an event log.

The log numbers, chains, seals, projects and flushes; a recorder only translates. A
notification's id is the LSN, so notifications cover our own events and our peers' alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Tracking,
)

from core.identity import COMPANY_SCOPE
from core.log import layout, topic_index
from core.log.aggregate_recorder import scan_versions
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.library_errors import LIBRARY_ERRORS
from core.log.record import body_of, decode_header, decode_originator_id
from core.log.subscription import LogSubscription
from core.log.tracking import LogTrackingRecorder

ScopeOf = Callable[[str], str]
"""Says into which scope the events of a topic go."""


def company_scope(topic: str) -> str:
    """Return the company's scope for every topic: what an ordinary application uses."""
    return COMPANY_SCOPE


class LogApplicationRecorder(ApplicationRecorder):
    """Aggregate sequences and the application sequence of one log."""

    def __init__(
        self,
        log: EventLog,
        *,
        scope_of: ScopeOf = company_scope,
        erasable: frozenset[str] = frozenset(),
    ) -> None:
        """Record in ``log``, each event in the scope that ``scope_of`` gives its topic.

        Bodies of ``erasable`` topics may be erased later on.
        """
        self.log = log
        self._scope_of = scope_of
        self._erasable = erasable

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Append all or none, flushed, and return the LSNs; raises the library's errors."""
        if not stored_events:
            return []
        scope_of = self._scope_of
        with LIBRARY_ERRORS:
            return self.log.append(
                [
                    Draft(
                        event.topic,
                        scope_of(event.topic),
                        event.originator_id,
                        event.originator_version,
                        event.state,
                        event.topic in self._erasable,
                    )
                    for event in stored_events
                ]
            )

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return the events of one aggregate, whichever origin wrote them."""
        found: list[StoredEvent] = []
        with LIBRARY_ERRORS, self.log.read() as view:
            items = scan_versions(
                view.transaction,
                layout.AGGREGATE,
                originator_id,
                gt=gt,
                lte=lte,
                desc=desc,
                limit=limit,
            )
            for _, position in items:
                record = view.record_at(position)
                header = decode_header(record)
                body = body_of(record, header)
                version = header.originator_version
                found.append(StoredEvent(originator_id, version, header.kind, body))
        return found

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return up to ``limit`` notifications from LSN ``start`` up to and with ``stop``."""
        first = max(1, 1 if start is None else start if inclusive_of_start else start + 1)
        with LIBRARY_ERRORS, self.log.read() as view:
            last = view.last_lsn() if stop is None else min(stop, view.last_lsn())
            if limit <= 0 or first > last:
                return []
            if topics and self.log.topic_index:
                found = topic_index.feed_of(view, frozenset(topics), first, last, limit)
                return [_notification(lsn, record) for lsn, record in found]
            feed = view.feed(first - 1, last - first + 1)
            if not topics:
                return [_notification(lsn, record) for lsn, record in islice(feed, limit)]
            every = (_notification(lsn, record) for lsn, record in feed)
            return list(islice((one for one in every if one.topic in topics), limit))

    def max_notification_id(self) -> int | None:
        """Return the highest LSN, or None when nothing was recorded yet."""
        with LIBRARY_ERRORS, self.log.read() as view:
            return view.last_lsn() or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> LogSubscription:
        """Return an iterator of notifications after LSN ``gt`` that waits for new ones."""
        return LogSubscription(self, gt=gt, topics=topics)


class LogProcessRecorder(LogTrackingRecorder, LogApplicationRecorder, ProcessRecorder):
    """Events and tracked positions of one log, written in one transaction."""

    def __init__(
        self,
        log: EventLog,
        *,
        scope_of: ScopeOf = company_scope,
        erasable: frozenset[str] = frozenset(),
    ) -> None:
        """Record in ``log`` as :class:`LogApplicationRecorder` does."""
        LogApplicationRecorder.__init__(self, log, scope_of=scope_of, erasable=erasable)

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        tracking: Tracking | None = None,
        **kwargs: Any,
    ) -> Sequence[int] | None:
        """Append events, and with ``tracking`` the position they were made from; all or none."""
        if tracking is None:
            return super().insert_events(stored_events, **kwargs)
        with LIBRARY_ERRORS, self.log.transaction() as transaction:
            self.track(transaction, tracking)
            return super().insert_events(stored_events, **kwargs)


def _notification(lsn: int, record: bytes) -> Notification:
    header = decode_header(record)
    return Notification(
        decode_originator_id(header.flags, header.originator_id),
        header.originator_version,
        header.kind,
        body_of(record, header),
        lsn,
    )
