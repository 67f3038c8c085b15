"""The durable commit of a five-line sale, from the command to the flush.

Three things take turns, one commit each, so that a disk that drifts drifts for all: the whole
sale on our log; a bare LMDB transaction that writes the very same keys and values to the very
same tables; and the library's own SQLite recorder inserting the same stored event.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from core.log.lmdb_store import LmdbStore
from core.log.store import Item, Store, Transaction
from node import selling
from node.commands import Sell
from node.till import Till
from simulations.bench import sales
from simulations.bench.figures import Figure

WARM_UP, ROUNDS = 100, 1_000
"""Sales before counting, and sales counted."""

Write = tuple[str, Item]
"""A table and what was put there."""


class _Spy:
    """A transaction that notes what is put through it."""

    def __init__(self, inner: Transaction, writes: list[Write]) -> None:
        self._inner = inner
        self._writes = writes

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def put(self, table: str, key: bytes, value: bytes) -> None:
        self._writes.append((table, (key, value)))
        self._inner.put(table, key, value)

    def put_many(self, table: str, items: Sequence[Item]) -> None:
        self._writes.extend((table, item) for item in items)
        self._inner.put_many(table, items)

    def insert_many(self, table: str, items: Sequence[Item]) -> bool:
        self._writes.extend((table, item) for item in items)
        return self._inner.insert_many(table, items)

    def append_many(self, table: str, items: Sequence[Item]) -> None:
        self._writes.extend((table, item) for item in items)
        self._inner.append_many(table, items)


class _SpyStore:
    """A store whose write transactions are spied on."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner
        self.writes: list[Write] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with self._inner.write() as transaction:
            yield cast("Transaction", _Spy(transaction, self.writes))


def measure_commit(root: Path, *, rounds: int = ROUNDS) -> dict[str, Figure]:
    """Return median and p99 of the commit, and its ratios to the bare commit and to SQLite."""
    commits, tables, events = _rehearse(root / "rehearsal", WARM_UP + rounds)
    (root / "till").mkdir()
    (root / "bare").mkdir()
    till = sales.open_till(root / "till")
    bare = LmdbStore.open(str(root / "bare"))
    bare.open_tables(tables)
    datastore = SQLiteDatastore(str(root / "library.sqlite"))
    library = SQLiteApplicationRecorder(datastore)
    library.create_table()
    dice = random.Random(sales.SEED)
    ours: list[float] = []
    theirs: list[float] = []
    sqlite: list[float] = []
    for writes, event in zip(commits, events, strict=True):
        command = sales.sell_command(dice)
        ours.append(_timed_sale(till, command))
        theirs.append(_timed_bare(bare, writes))
        sqlite.append(_timed_sqlite(library, event))
    till.log.store.close()
    bare.close()
    datastore.close()
    return _figures(ours[WARM_UP:], theirs[WARM_UP:], sqlite[WARM_UP:])


def _rehearse(path: Path, count: int) -> tuple[list[list[Write]], set[str], list[StoredEvent]]:
    """Sell once without measuring, and note what each sale writes."""
    path.mkdir(parents=True)
    till = sales.open_till(path)
    spy = _SpyStore(till.log.store)
    till.log.store = cast("Store", spy)
    dice = random.Random(sales.SEED)
    commits: list[list[Write]] = []
    events: list[StoredEvent] = []
    for _ in range(count):
        spy.writes.clear()
        answer = selling.sell(till, sales.sell_command(dice))
        commits.append(list(spy.writes))
        events += till.application.recorder.select_events(UUID(answer.id))
    till.log.store.close()
    return commits, {table for writes in commits for table, _ in writes}, events


def _timed_sale(till: Till, command: Sell) -> float:
    started = time.perf_counter()
    selling.sell(till, command)
    return time.perf_counter() - started


def _timed_bare(store: LmdbStore, writes: list[Write]) -> float:
    started = time.perf_counter()
    with store.write() as transaction:
        for table, (key, value) in writes:
            transaction.put(table, key, value)
    return time.perf_counter() - started


def _timed_sqlite(recorder: SQLiteApplicationRecorder, event: StoredEvent) -> float:
    started = time.perf_counter()
    recorder.insert_events([event])
    return time.perf_counter() - started


def _figures(ours: list[float], theirs: list[float], sqlite: list[float]) -> dict[str, Figure]:
    median = statistics.median(ours)
    p99 = sorted(ours)[int(len(ours) * 0.99)]
    bare, library = statistics.median(theirs), statistics.median(sqlite)
    return {
        "sale_commit_median": Figure(
            median * 1e6, "us", median / bare, "a bare LMDB commit of the same writes"
        ),
        "sale_commit_p99": Figure(p99 * 1e6, "us"),
        "bare_commit_median": Figure(bare * 1e6, "us"),
        "sale_commit_against_sqlite": Figure(
            median * 1e6, "us", median / library, "the library's SQLite recorder, event only"
        ),
        "sqlite_insert_median": Figure(library * 1e6, "us"),
    }
