"""A store in memory: LMDB's twin for simulations and fast tests."""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from core.errors import StorageError, StorageFullError
from core.log.store import KEY_BYTES_MAX, Item, Room

NEWCOMERS_MAX = 64
"""Keys put into their places one by one; more of them are sorted in together."""


class _Table:
    """A dictionary, its keys in order, and those that came since a scan last needed them."""

    __slots__ = ("keys", "newcomers", "values", "writes")

    def __init__(self) -> None:
        self.values: dict[bytes, bytes] = {}
        self.writes = 0
        self.keys: list[bytes] | None = []
        self.newcomers: list[bytes] = []

    def ordered(self) -> list[bytes]:
        keys, newcomers = self.keys, self.newcomers
        if keys is None:
            self.keys = keys = sorted(self.values)
        elif len(newcomers) > NEWCOMERS_MAX:
            keys += newcomers
            keys.sort()
        else:
            for key in newcomers:
                insort(keys, key)
        newcomers.clear()
        return keys


class MemoryTransaction:
    """The one open write, or a read, of a :class:`MemoryStore`."""

    def __init__(self, tables: dict[str, _Table], size_max: int | None, size: int) -> None:
        self._tables = tables
        self.undo: list[tuple[_Table, bytes, bytes | None]] = []
        """Every change so far: table, key and what it held before."""
        self._size_max = size_max
        self.size = size
        self.failed = False

    def get(self, table: str, key: bytes) -> bytes | None:
        """Return the value of a key, or None."""
        return self._tables[table].values.get(key)

    def get_many(self, table: str, keys: Sequence[bytes]) -> list[bytes | None]:
        """Return the value of each key, or None."""
        return list(map(self._tables[table].values.get, keys))

    def put(self, table: str, key: bytes, value: bytes) -> None:
        """Write a key, over what it held before."""
        self._put(self._tables[table], key, value)

    def _put(self, held: _Table, key: bytes, value: bytes) -> None:
        assert 0 < len(key) <= KEY_BYTES_MAX, "a key the data file could not hold"
        values = held.values
        old = values.get(key)
        self.undo.append((held, key, old))
        held.writes += 1
        values[key] = value
        if old is None:
            keys = held.keys
            if keys is not None:
                if not held.newcomers and (not keys or key > keys[-1]):
                    keys.append(key)
                else:
                    held.newcomers.append(key)
            self.size += len(key) + len(value)
        else:
            self.size += len(value) - len(old)
        if self._size_max is not None and self.size > self._size_max:
            self.failed = True
            raise StorageFullError("The memory store is full; nothing was written.")

    def put_many(self, table: str, items: Sequence[Item]) -> None:
        """Write many keys, over what they held before."""
        held = self._tables[table]
        for key, value in items:
            self._put(held, key, value)

    def insert_many(self, table: str, items: Sequence[Item]) -> bool:
        """Write the keys that are new; False when any existed already."""
        held = self._tables[table]
        all_new = True
        for key, value in items:
            if key in held.values:
                all_new = False
            else:
                self._put(held, key, value)
        return all_new

    def append_many(self, table: str, items: Sequence[Item]) -> None:
        """Write keys that are each greater than every key of the table."""
        held = self._tables[table]
        for key, value in items:
            keys = held.ordered()
            assert not keys or key > keys[-1], "append out of order"
            self._put(held, key, value)

    def delete(self, table: str, key: bytes) -> bool:
        """Remove a key; False when it was not there."""
        held = self._tables[table]
        old = held.values.pop(key, None)
        if old is None:
            return False
        self.undo.append((held, key, old))
        held.writes += 1
        held.keys = None
        self.size -= len(key) + len(old)
        return True

    def last(self, table: str) -> Item | None:
        """Return the greatest key and its value, or None when the table is empty."""
        held = self._tables[table]
        keys = held.ordered()
        return (keys[-1], held.values[keys[-1]]) if keys else None

    def scan(
        self, table: str, start: bytes, stop: bytes | None = None, *, reverse: bool = False
    ) -> Iterator[Item]:
        """Yield items with ``start <= key < stop`` (no stop: to the end), in key order."""
        held = self._tables[table]
        keys = held.ordered()
        low = bisect_left(keys, start)
        high = len(keys) if stop is None else bisect_left(keys, stop)
        span = range(high - 1, low - 1, -1) if reverse else range(low, high)
        for position in span:
            key = keys[position]
            yield key, held.values[key]

    def clear(self, table: str) -> None:
        """Remove every key of the table."""
        for key in list(self._tables[table].values):
            self.delete(table, key)

    def roll_back(self) -> None:
        """Undo every write of this transaction, newest first."""
        for held, key, old in reversed(self.undo):
            if old is None:
                held.values.pop(key, None)
            else:
                held.values[key] = old
            held.keys = None
        self.undo.clear()


class MemoryStore:
    """Ordered tables in memory, with the transactions of the store contract."""

    def __init__(self, *, size_bytes_max: int | None = None) -> None:
        """Make an empty store; ``size_bytes_max`` plays the disk that gets full."""
        self._tables: dict[str, _Table] = {}
        self._size_bytes_max = size_bytes_max
        self._size_bytes = 0
        self._lock = threading.RLock()
        self._open: MemoryTransaction | None = None
        self._doomed = False
        self._listeners: dict[object, Callable[[], None]] = {}

    def open_tables(self, names: Iterable[str]) -> None:
        """Make the named tables if they are not there yet."""
        with self._lock:
            for name in names:
                self._tables.setdefault(name, _Table())

    @contextmanager
    def write(self) -> Iterator[MemoryTransaction]:
        """Begin or join a write transaction."""
        with self._lock:
            if self._open is not None:
                try:
                    yield self._open
                except BaseException:
                    self._doomed = True
                    raise
                return
            transaction = MemoryTransaction(self._tables, self._size_bytes_max, self._size_bytes)
            self._open, self._doomed = transaction, False
            try:
                yield transaction
                assert not self._doomed, "a write whose inner block failed may not commit"
                if transaction.failed:
                    raise StorageError("An earlier write failed; nothing was written.")
            except BaseException:
                transaction.roll_back()
                raise
            finally:
                self._open = None
            self._size_bytes = transaction.size
        for listener in tuple(self._listeners.values()):
            listener()

    @contextmanager
    def read(self) -> Iterator[MemoryTransaction]:
        """Begin a read; other threads' writes wait until it ends."""
        with self._lock:
            yield self._open or MemoryTransaction(self._tables, None, 0)

    def on_commit(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every commit; returns how to stop it."""
        token = object()
        self._listeners[token] = listener
        return lambda: self._listeners.pop(token, None) and None

    def room(self) -> Room:
        """Return the tables' size; memory has no volume to fill."""
        return Room(self.size_bytes(), 0, 0)

    def size_bytes(self) -> int:
        """Return the bytes of all keys and values."""
        return self._size_bytes

    def writes(self, table: str) -> int:
        """Return how often a table was written to, committed or not."""
        return self._tables[table].writes

    def image(self) -> dict[str, dict[bytes, bytes]]:
        """Return a copy of every table."""
        return {name: dict(table.values) for name, table in self._tables.items()}

    def set_back(self, image: dict[str, dict[bytes, bytes]]) -> None:
        """Hold what an image says and nothing else; its writer must be gone."""
        assert self._open is None, "a disk is set back under nobody's hands"
        for name, values in image.items():
            self._tables[name] = table = _Table()
            table.values, table.keys = dict(values), None
        self._size_bytes = sum(
            len(key) + len(value) for values in image.values() for key, value in values.items()
        )

    def close(self) -> None:
        """Nothing to let go of: the tables live as long as the store."""
