"""The outbox: what waits for a printer or a mail server, in a file beside the log.

A job is written down before anything is sent and marked before every attempt, so whatever kills
the process, the job is there afterwards, and a paper that may have come out twice says so. Losing
the file loses papers, never sales.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from core.errors import StorageError

OUTBOX_FILE = "outbox.db"
"""The name of the file."""

PRINT, MAIL = "print", "mail"
"""The ways a paper leaves."""

WAITING, SENDING, DONE, CANCELLED = "waiting", "sending", "done", "cancelled"
"""What a job is."""

KEPT_MAX = 10_000
"""Finished jobs that are remembered: weeks of a till. Of an older receipt only the log tells."""

BUSY_S = 5.0
"""How long one process waits while another writes a job: milliseconds, if the disk is well."""

_SCHEMA = """
create table if not exists job (
    number integer primary key autoincrement,
    way text not null,
    what text not null,
    place text not null,
    address text not null,
    language text not null,
    copy integer not null,
    cut_off integer not null,
    command text unique,
    state text not null default 'waiting',
    doubtful integer not null default 0,
    attempts integer not null default 0,
    trouble text not null default '',
    asked_ms integer not null,
    due_ms integer not null default 0,
    done_ms integer not null default 0
);
create unique index if not exists original on job (place)
    where copy = 0 and way = 'print' and place != '' and state != 'cancelled';
create index if not exists by_state on job (way, state);
create index if not exists by_place on job (place);
create table if not exists mark (name text primary key, value integer not null);
"""


class Job(NamedTuple):
    """One paper that somebody or something wants out."""

    number: int
    way: str
    what: str
    """The receipt's number, or a report like ``Z B1T1 3`` or ``X``."""
    place: str
    """Where its record stands: the stream, ``@`` and the sequence; empty for a report."""
    address: str
    """An e-mail address; empty for the printer, and once the mail is sent."""
    language: str
    copy: int
    cut_off: bool
    state: str
    doubtful: bool
    """Whether an attempt may have succeeded without our knowing."""
    attempts: int
    trouble: str
    """What went wrong the last time, in a sentence."""
    asked_ms: int
    due_ms: int
    """Not tried again before this."""
    done_ms: int


class Wanted(NamedTuple):
    """What a new job is made from."""

    way: str
    what: str
    place: str = ""
    address: str = ""
    language: str = ""
    copy: int = 0
    cut_off: bool = False
    command: str | None = None


_COLUMNS = ", ".join(Job._fields)


class Outbox:
    """The jobs of one node; every process of it opens its own."""

    def __init__(self, directory: Path) -> None:
        """Name the file in a data directory; it is made when the first job is written."""
        self._file = directory / OUTBOX_FILE

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction, flushed when it is left."""
        try:
            fresh = not self._file.exists()
            connection = sqlite3.connect(self._file, timeout=BUSY_S, isolation_level=None)
            try:
                connection.execute("pragma synchronous = full")
                if fresh:
                    self._file.chmod(0o600)
                connection.execute("begin immediate")
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                yield connection
                connection.execute("commit")
            finally:
                connection.close()
        except (sqlite3.Error, OSError) as error:
            raise StorageError(
                f"{self._file} cannot be used: {error}. Sales are not concerned; move the file "
                "away to begin a new one."
            ) from error

    def add(self, wanted: Wanted, now_ms: int) -> Job:
        """Write a job down and return it, or the one that the same command or record has."""
        with self._open() as connection:
            fields = (*wanted, now_ms)
            connection.execute(
                "insert or ignore into job (way, what, place, address, language, copy, cut_off,"
                " command, asked_ms) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                fields,
            )
            number = connection.execute("select last_insert_rowid()").fetchone()[0]
            where, given = "number = ?", [number]
            if not number:  # it was there: the same command, or the first paper of a receipt
                where = "command = ? or (place = ? and place != '' and copy = 0 and state != ?)"
                given = [wanted.command, wanted.place, CANCELLED]
            return _jobs(connection, f"{where} order by number limit 1", given)[0]

    def changed_ns(self) -> int:
        """Return when the file was last written to; 0 before it is there."""
        try:
            return self._file.stat().st_mtime_ns
        except OSError:
            return 0

    def by_command(self, command: str) -> Job | None:
        """Return the job a command made, or None."""
        return self._one("command = ?", command)

    def about(self, place: str) -> list[Job]:
        """Return the print jobs of a record of which something may have come out, or still will."""
        if not self._file.exists():
            return []
        with self._open() as connection:
            where = "place = ? and way = ? and (state != ? or attempts > 0) order by number"
            return _jobs(connection, where, (place, PRINT, CANCELLED))

    def jobs(self, way: str, limit: int) -> list[Job]:
        """Return the last jobs of a way, the newest first."""
        if not self._file.exists():
            return []
        with self._open() as connection:
            return _jobs(connection, "way = ? order by number desc limit ?", (way, limit))

    def counts(self, way: str) -> dict[str, int]:
        """Return how many jobs of a way are in each state."""
        if not self._file.exists():
            return {}
        with self._open() as connection:
            query = "select state, count(*) from job where way = ? group by state"
            return dict(connection.execute(query, (way,)).fetchall())

    def next_due(self, way: str, now_ms: int) -> Job | None:
        """Return the oldest job that may be tried now, in the order they were asked for."""
        if not self._file.exists():
            return None
        return self._one(
            "way = ? and state = ? and due_ms <= ? order by number limit 1", way, WAITING, now_ms
        )

    def begin(self, job: Job) -> bool:
        """Mark a job as being sent, before anything is; False when it was cancelled meanwhile."""
        query = "update job set state = ?, attempts = attempts + 1 where number = ? and state = ?"
        with self._open() as connection:
            return connection.execute(query, (SENDING, job.number, WAITING)).rowcount == 1

    def finish(self, job: Job, now_ms: int) -> None:
        """Mark a job as done; whom it was for is forgotten."""
        query = "update job set state = ?, done_ms = ?, trouble = '', address = '' where number = ?"
        with self._open() as connection:
            connection.execute(query, (DONE, now_ms, job.number))
            _forget_old(connection)

    def fail(self, job: Job, trouble: str, due_ms: int, *, doubtful: bool) -> None:
        """Let a job wait for its next attempt; ``doubtful`` when this one may have succeeded."""
        query = (
            "update job set state = ?, trouble = ?, due_ms = ?, doubtful = max(doubtful, ?)"
            " where number = ? and state = ?"
        )
        with self._open() as connection:
            connection.execute(query, (WAITING, trouble, due_ms, doubtful, job.number, SENDING))

    def recover(self, way: str, trouble: str) -> None:
        """Let what a killed process was sending wait again, as what may have come out."""
        query = "update job set state = ?, trouble = ?, doubtful = 1 where way = ? and state = ?"
        if self._file.exists():
            with self._open() as connection:
                connection.execute(query, (WAITING, trouble, way, SENDING))

    def retry(self, way: str, number: int | None) -> int:
        """Let waiting jobs be tried at once; returns how many."""
        return self._change("due_ms = 0", way, number)

    def cancel(self, way: str, number: int) -> int:
        """Take a waiting job back; returns how many were."""
        return self._change(f"state = '{CANCELLED}', address = ''", way, number)

    def mark(self, name: str) -> int | None:
        """Return a number that was kept under a name, or None."""
        if not self._file.exists():
            return None
        with self._open() as connection:
            row = connection.execute("select value from mark where name = ?", (name,)).fetchone()
        return None if row is None else int(row[0])

    def begin_mark(self, name: str, value: int) -> int:
        """Return the number that is kept under a name; where there is none, keep this one."""
        if (kept := self.mark(name)) is not None:
            return kept
        self.set_mark(name, value)
        return value

    def set_mark(self, name: str, value: int) -> None:
        """Keep a number under a name."""
        with self._open() as connection:
            connection.execute("insert or replace into mark values (?, ?)", (name, value))

    def _change(self, what: str, way: str, number: int | None) -> int:
        if not self._file.exists():
            return 0
        where, given = "way = ? and state = ?", [way, WAITING]
        if number is not None:
            where, given = f"{where} and number = ?", [*given, str(number)]
        with self._open() as connection:
            return connection.execute(f"update job set {what} where {where}", given).rowcount

    def _one(self, where: str, *given: object) -> Job | None:
        if not self._file.exists():
            return None
        with self._open() as connection:
            return next(iter(_jobs(connection, where, given)), None)


def _jobs(connection: sqlite3.Connection, where: str, given: Sequence[object]) -> list[Job]:
    rows = connection.execute(f"select {_COLUMNS} from job where {where}", tuple(given))
    return [Job._make(row)._replace(cut_off=bool(row[7]), doubtful=bool(row[9])) for row in rows]


def _forget_old(connection: sqlite3.Connection) -> None:
    connection.execute(
        "delete from job where state in (?, ?) and number <= (select max(number) from job) - ?",
        (DONE, CANCELLED, KEPT_MAX),
    )
