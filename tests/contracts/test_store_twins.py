"""The store on LMDB and the store in memory cannot be told apart by what they hold."""

from __future__ import annotations

import shutil
import tempfile
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.log.lmdb_store import LmdbStore
from core.log.memory_store import MemoryStore
from core.log.store import Store, Transaction

TABLES = ("left", "right")
KEYS = st.binary(min_size=1, max_size=3).map(lambda key: bytes(byte % 4 for byte in key))
BOUNDS = st.none() | st.just(b"") | KEYS
VALUES = st.binary(max_size=4)
ITEMS = st.lists(st.tuples(KEYS, VALUES), max_size=5)

# (method, arguments after the table)
STEPS = st.one_of(
    st.tuples(st.just("put"), st.tuples(KEYS, VALUES)),
    st.tuples(st.just("get"), st.tuples(KEYS)),
    st.tuples(st.just("delete"), st.tuples(KEYS)),
    st.tuples(st.just("put_many"), st.tuples(ITEMS)),
    st.tuples(st.just("insert_many"), st.tuples(ITEMS)),
    st.tuples(st.just("append_many"), st.tuples(ITEMS)),
    st.tuples(st.just("last"), st.tuples()),
    st.tuples(st.just("clear"), st.tuples()),
    st.tuples(st.just("scan"), st.tuples(KEYS | st.just(b""), BOUNDS, st.booleans())),
)
Step = tuple[str, tuple[Any, ...]]


def take(transaction: Transaction, table: str, step: Step) -> object:
    """Return what one step gives back."""
    method, arguments = step
    if method == "scan":
        start, stop, reverse = arguments
        return list(transaction.scan(table, start, stop, reverse=reverse))
    return getattr(transaction, method)(table, *arguments)


def dump(store: Store) -> list[list[tuple[bytes, bytes]]]:
    with store.read() as transaction:
        return [list(transaction.scan(table, b"")) for table in TABLES]


class Twins(RuleBasedStateMachine):
    """Takes every step in both stores and compares what each says and holds."""

    def __init__(self) -> None:
        super().__init__()
        self.path = tempfile.mkdtemp()
        self.memory = MemoryStore()
        self.memory.open_tables(TABLES)
        self.open()

    def open(self) -> None:
        self.lmdb = LmdbStore.open(self.path, sync=False)
        self.lmdb.open_tables(TABLES)

    def both(self, steps: list[tuple[str, Step]], inner: int, fails: bool) -> list[object]:
        """Return what each store says to a transaction of these steps."""
        return [self.attempt(store, steps, inner, fails) for store in (self.memory, self.lmdb)]

    @staticmethod
    def attempt(
        store: Store, steps: list[tuple[str, Step]], inner: int, fails: bool
    ) -> list[object]:
        said: list[object] = []
        try:
            with store.write() as outer:
                said += [take(outer, table, step) for table, step in steps[:inner]]
                with store.write() as joined:
                    said += [take(joined, table, step) for table, step in steps[inner:]]
                assert not fails, "on purpose"
        except AssertionError as error:
            said.append(str(error))
        return said

    @rule(
        steps=st.lists(st.tuples(st.sampled_from(TABLES), STEPS), max_size=6),
        inner=st.integers(0, 6),
        fails=st.sampled_from((False, False, True)),
    )
    def write(self, steps: list[tuple[str, Step]], inner: int, fails: bool) -> None:
        memory, lmdb = self.both(steps, inner, fails)
        assert memory == lmdb

    @rule(table=st.sampled_from(TABLES), start=KEYS, stop=BOUNDS, reverse=st.booleans())
    def scan(self, table: str, start: bytes, stop: bytes | None, reverse: bool) -> None:
        step = ("scan", (start, stop, reverse))
        with self.memory.read() as memory, self.lmdb.read() as lmdb:
            assert take(memory, table, step) == take(lmdb, table, step)

    @rule()
    def reopen(self) -> None:
        self.lmdb.close()
        self.open()

    @invariant()
    def same(self) -> None:
        assert dump(self.memory) == dump(self.lmdb)

    def teardown(self) -> None:
        self.lmdb.close()
        shutil.rmtree(self.path)


TestTwins = Twins.TestCase
TestTwins.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
