"""Carrying: one job after the other out of the outbox, as a background job of the worker.

What is sent goes on a thread of its own, which waits for a device and does nothing else, so that
a printer that hangs keeps no other job waiting. Every attempt is marked in the outbox before it
begins: whatever happens, a paper is lost never, and printed twice only with a word on it.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

from core.errors import RefusedError, StorageError
from node.receipts.outbox import MAIL, PRINT, SENDING, WAITING, Job, Outbox

REST_S, WORKING_REST_S = 0.1, 0.02
"""How long it rests when there is nothing to do, and while something is on its way."""

FIRST_WAIT_MS = 1_000
"""How long a job waits after its first failure; twice as long after each further one."""

LONGEST_WAIT_MS = {PRINT: 10_000, MAIL: 300_000}
"""How long it waits at most: a customer waits for paper, and a mail server counts its callers."""

ALERT_JOBS = 100
"""Jobs looked at for an alert."""

KILLED = "The node stopped while this was being sent."


class NotSentError(Exception):
    """Nothing was sent: trying again does nothing twice."""


class MaybeSentError(Exception):
    """Something was sent, perhaps all of it."""


class Carrier:
    """Takes the jobs of one way out of the outbox."""

    def __init__(
        self,
        outbox: Outbox,
        way: str,
        now_ms: Callable[[], int],
        make: Callable[[Job], Callable[[], None]],
    ) -> None:
        """Send with what ``make`` returns for a job, which is called on another thread."""
        self._outbox, self._way, self._now_ms, self._make = outbox, way, now_ms, make
        self._job: Job | None = None
        self._thread: Thread | None = None
        self._failed: Exception | None = None
        self._idle_at_ns = -1
        self._due_ms = 0
        self._alerts: list[str] = []
        outbox.recover(way, KILLED)

    def step(self) -> float:
        """Begin or end what is due, and return how long to rest."""
        if self._thread is not None:
            if self._thread.is_alive():
                return WORKING_REST_S
            self._thread = None
            self._ended()
        changed_ns = self._outbox.changed_ns()
        if changed_ns == self._idle_at_ns and self._now_ms() < self._due_ms:
            return REST_S
        job = self._outbox.next_due(self._way, self._now_ms())
        if job is None:
            # Looked at again when the file changes, or once a job may have become due.
            if changed_ns != self._idle_at_ns:
                self._look()
            self._idle_at_ns, self._due_ms = changed_ns, self._now_ms() + FIRST_WAIT_MS
            return REST_S
        self._begin(job)
        return WORKING_REST_S

    def _begin(self, job: Job) -> None:
        if not self._outbox.begin(job):
            return
        try:
            send = self._make(job)
        except (RefusedError, StorageError) as error:
            self._fail(job, str(error), doubtful=False)
            return
        self._job, self._failed = job, None
        self._thread = Thread(target=self._run, args=(send,), name=self._way, daemon=True)
        self._thread.start()

    def _run(self, send: Callable[[], None]) -> None:
        try:
            send()
        except Exception as error:
            self._failed = error

    def _ended(self) -> None:
        job, error = self._job, self._failed
        assert job is not None, "what ended was begun"
        if error is None:
            self._outbox.finish(job, self._now_ms())
        elif isinstance(error, NotSentError):
            self._fail(job, str(error), doubtful=False)
        else:
            said = str(error) if isinstance(error, MaybeSentError) else f"It failed: {error!r}."
            self._fail(job, said, doubtful=True)
        self._job = None

    def _fail(self, job: Job, trouble: str, *, doubtful: bool) -> None:
        wait_ms = min(FIRST_WAIT_MS << min(job.attempts, 16), LONGEST_WAIT_MS[self._way])
        self._outbox.fail(job, trouble, self._now_ms() + wait_ms, doubtful=doubtful)

    def notes(self) -> dict[str, Any]:
        """Return what a person must know of what waits."""
        return {"alerts": list(self._alerts)}

    def _look(self) -> None:
        jobs = self._outbox.jobs(self._way, ALERT_JOBS)
        troubled = [job for job in jobs if job.state in (WAITING, SENDING) and job.trouble]
        self._alerts = [self._sentence(troubled)] if troubled else []

    def _sentence(self, jobs: list[Job]) -> str:
        what = "paper waits" if len(jobs) == 1 else "papers wait"
        where = "the printer" if self._way == PRINT else "the mail server"
        return (
            f"{len(jobs)} {what} for {where}: {jobs[0].trouble} "
            f"'tillmesh {self._way} status' shows them."
        )
