"""The worker: background jobs, each a little at a time, so that no sale waits for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from core.log.event_log import EventLog
from node import system_clock
from node.processes.head_keeper import HeadKeeper
from node.processes.loop import Loop
from node.processes.notebook import Notes, read_notes, write_notes
from node.processes.paper_jobs import mailer_job, printer_job
from node.processes.scrubber import Scrubber

NOTE_EVERY_S = 10.0
"""How often the notebook is written when nothing is found: so much is done again after a crash."""


class Job(Protocol):
    """Something that may take long, done in small steps."""

    def step(self) -> float:
        """Do a little, for milliseconds, and return how many seconds to rest before more."""

    def notes(self) -> Notes:
        """Return where it is, as plain data, with what a person must know under ``alerts``."""


JOBS: dict[str, Callable[[EventLog, Path, Notes], Job]] = {
    "scrubber": lambda log, _, noted: Scrubber(log, noted),
    "head-keeper": lambda log, directory, _: HeadKeeper(log, directory),
    "printer": lambda log, directory, _: printer_job(log, directory),
    "mailer": lambda log, directory, _: mailer_job(log, directory),
}
"""Every job by its name in the notebook; each is made from the log, the data directory and its
last notes."""


class Worker:
    """Runs the jobs in turn."""

    def __init__(self, log: EventLog, directory: Path) -> None:
        """Work on ``log``, with the notebook in ``directory``."""
        self._directory = directory
        before = read_notes(directory)
        self._noted = {name: one for name, one in before.items() if isinstance(one, dict)}
        self._jobs = {
            name: make(log, directory, self._noted.get(name, {})) for name, make in JOBS.items()
        }
        self._due_s = dict.fromkeys(self._jobs, 0.0)
        self._noted_s = system_clock.monotonic_s()

    def begin(self, loop: Loop) -> None:
        """Wait for nothing but the time."""

    def next_timer(self) -> float | None:
        """Return when the next job has rested."""
        return min(self._due_s.values())

    def step(self, now: float) -> None:
        """Let every job that has rested do a little."""
        for name, job in self._jobs.items():
            if self._due_s[name] <= now:
                self._due_s[name] = system_clock.monotonic_s() + job.step()
        if now - self._noted_s >= NOTE_EVERY_S or self._found_anything():
            self._note()

    def close(self) -> None:
        """Note where every job is."""
        self._note()

    def _found_anything(self) -> bool:
        """Return whether a job found what a person must know at once, or found it gone."""
        return any(
            job.notes().get("alerts") != self._noted.get(name, {}).get("alerts", [])
            for name, job in self._jobs.items()
        )

    def _note(self) -> None:
        self._noted_s = system_clock.monotonic_s()
        notes = {name: job.notes() for name, job in self._jobs.items()}
        if notes != self._noted:
            write_notes(self._directory, notes)
            self._noted = notes
