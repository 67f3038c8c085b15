"""Several logs in one store: each sees only the tables whose names begin with its namespace.

The library names an application; its tables then stand beside those of every other
application in one data file, and one write transaction can still reach them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from core.log.store import Item, Room, Store, Transaction


class NamespacedTransaction:
    """A transaction of the store beneath, with every table name lengthened."""

    __slots__ = ("_inner", "_names")

    def __init__(self, inner: Transaction, names: dict[str, str]) -> None:
        """See through ``inner`` with the longer ``names`` of the tables."""
        self._inner = inner
        self._names = names

    def get(self, table: str, key: bytes) -> bytes | None:
        """Return the value of a key, or None."""
        return self._inner.get(self._names[table], key)

    def get_many(self, table: str, keys: Sequence[bytes]) -> list[bytes | None]:
        """Return the value of each key, or None."""
        return self._inner.get_many(self._names[table], keys)

    def put(self, table: str, key: bytes, value: bytes) -> None:
        """Write a key, over what it held before."""
        self._inner.put(self._names[table], key, value)

    def put_many(self, table: str, items: Sequence[Item]) -> None:
        """Write many keys, over what they held before."""
        self._inner.put_many(self._names[table], items)

    def insert_many(self, table: str, items: Sequence[Item]) -> bool:
        """Write the keys that are new; False when any existed already."""
        return self._inner.insert_many(self._names[table], items)

    def append_many(self, table: str, items: Sequence[Item]) -> None:
        """Write keys that are each greater than every key of the table."""
        self._inner.append_many(self._names[table], items)

    def delete(self, table: str, key: bytes) -> bool:
        """Remove a key; False when it was not there."""
        return self._inner.delete(self._names[table], key)

    def last(self, table: str) -> Item | None:
        """Return the greatest key and its value, or None when the table is empty."""
        return self._inner.last(self._names[table])

    def scan(
        self, table: str, start: bytes, stop: bytes | None = None, *, reverse: bool = False
    ) -> Iterator[Item]:
        """Yield items with ``start <= key < stop`` (no stop: to the end), in key order."""
        return self._inner.scan(self._names[table], start, stop, reverse=reverse)

    def clear(self, table: str) -> None:
        """Remove every key of the table."""
        self._inner.clear(self._names[table])


class NamespacedStore:
    """The tables of one namespace in a store that others use too."""

    def __init__(self, inner: Store, namespace: str) -> None:
        """Put ``namespace`` and a dot before the name of every table in ``inner``."""
        assert namespace, "a namespace has a name; without one, use the store itself"
        self.inner = inner
        self.namespace = namespace
        self._names: dict[str, str] = {}

    def open_tables(self, names: Iterable[str]) -> None:
        """Make the named tables if they are not there yet; call before any transaction."""
        longer = {name: f"{self.namespace}.{name}" for name in names}
        self.inner.open_tables(longer.values())
        self._names.update(longer)

    @contextmanager
    def write(self) -> Iterator[NamespacedTransaction]:
        """Begin or join a write transaction of the store beneath."""
        with self.inner.write() as transaction:
            yield NamespacedTransaction(transaction, self._names)

    @contextmanager
    def read(self) -> Iterator[NamespacedTransaction]:
        """Begin a read of the store beneath, or join this thread's own open write."""
        with self.inner.read() as transaction:
            yield NamespacedTransaction(transaction, self._names)

    def on_commit(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every commit to the store beneath, whoever's it is."""
        return self.inner.on_commit(listener)

    def room(self) -> Room:
        """Return how much room the whole store takes and has."""
        return self.inner.room()

    def size_bytes(self) -> int:
        """Return how much room the tables of all namespaces take."""
        return self.inner.size_bytes()

    def close(self) -> None:
        """Let go of the store beneath."""
        self.inner.close()
