"""A subscription that this process's commits wake, and other processes' within a second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eventsourcing.persistence import ListenNotifySubscription, ShutDown

if TYPE_CHECKING:
    from core.log.application_recorder import LogApplicationRecorder

POLL_S = 1.0
"""How long another process's commit may stay unseen: one small read a second costs nothing."""


class LogSubscription(ListenNotifySubscription["LogApplicationRecorder"]):
    """Notifications of a log in the order of their LSNs, for ever, until stopped."""

    def __init__(
        self, recorder: LogApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        """Follow ``recorder`` after LSN ``gt``, with only ``topics`` when there are any."""
        self._poll_s = POLL_S
        super().__init__(recorder, gt=gt, topics=topics)
        self._forget = recorder.log.store.on_commit(self._has_been_notified.set)
        # A commit between the first pull and this line has woken nobody.
        self._has_been_notified.set()
        if self._has_been_stopped:
            self._forget()

    def stop(self) -> None:
        """Stop the iteration and the polling; may be called more than once."""
        super().stop()
        forget = getattr(self, "_forget", None)
        if forget is not None:  # None: the pull failed before anybody listened
            forget()

    def _loop_on_pull(self) -> None:
        try:
            while not self._has_been_stopped:
                self._pull()
                self._has_been_notified.wait(self._poll_s)
        except BaseException as error:
            if self._thread_error is None:
                self._thread_error = error
            self.stop()

    def _pull(self) -> None:
        """Queue what was committed since the last pull.

        What was looked through without a match is not looked through again, so that a topic
        nobody writes costs nothing however long the log grows.
        """
        self._has_been_notified.clear()
        after, head = self._last_notification_id or 0, self._recorder.max_notification_id() or 0
        while after < head and not self._has_been_stopped:
            found = self._recorder.select_notifications(
                after, self._select_limit, head, self._topics, inclusive_of_start=False
            )
            if found:
                try:
                    self._notifications_queue.put(found)
                except ShutDown:
                    return
            after = found[-1].id if len(found) == self._select_limit else head
            self._last_notification_id = after
