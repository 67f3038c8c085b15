"""The store contract: ordered tables of bytes, written in all-or-nothing transactions.

A store is the log's disk. LMDB is one (:mod:`core.log.lmdb_store`), memory another
(:mod:`core.log.memory_store`); both pass ``tests/contracts/test_store.py``, so that the
log's rules are written once and run unchanged in the simulator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

KEY_BYTES_MAX = 511
"""Longest key: what LMDB's on-disk format allows. The shortest key written has one byte."""

Item = tuple[bytes, bytes]
"""A key and its value."""


class Room(NamedTuple):
    """How much room the tables take and have, in bytes."""

    used: int
    """What the tables take of the data file."""
    most: int
    """What the data file may grow to; 0: there is no bound."""
    free: int
    """What the volume has left for it."""


class Transaction(Protocol):
    """What can be done inside one transaction; every table must have been opened."""

    def get(self, table: str, key: bytes) -> bytes | None:
        """Return the value of a key, or None."""

    def get_many(self, table: str, keys: Sequence[bytes]) -> list[bytes | None]:
        """Return the value of each key, or None; keys in order are found fastest."""

    def put(self, table: str, key: bytes, value: bytes) -> None:
        """Write a key, over what it held before."""

    def put_many(self, table: str, items: Sequence[Item]) -> None:
        """Write many keys, over what they held before."""

    def insert_many(self, table: str, items: Sequence[Item]) -> bool:
        """Write the keys that are new and leave the others; False when any existed already.

        A key that stands in ``items`` twice exists already the second time.
        """

    def append_many(self, table: str, items: Sequence[Item]) -> None:
        """Write keys that are each greater than every key of the table."""

    def delete(self, table: str, key: bytes) -> bool:
        """Remove a key; False when it was not there."""

    def last(self, table: str) -> Item | None:
        """Return the greatest key and its value, or None when the table is empty."""

    def scan(
        self, table: str, start: bytes, stop: bytes | None = None, *, reverse: bool = False
    ) -> Iterator[Item]:
        """Yield items with ``start <= key < stop`` (no stop: to the end), in key order.

        Do not write to the table while a scan of it goes on.
        """

    def clear(self, table: str) -> None:
        """Remove every key of the table."""


class Store(Protocol):
    """Ordered tables on one disk."""

    def open_tables(self, names: Iterable[str]) -> None:
        """Make the named tables if they are not there yet; call before any transaction."""

    def write(self) -> AbstractContextManager[Transaction]:
        """Begin a write transaction: durable when the block ends, undone when it raises.

        Re-entrant in one thread: an inner block joins the outer transaction, and an
        exception inside it dooms the whole, even when the outer block catches it. Other
        threads wait. Raises :class:`core.errors.StorageFullError` when there is no room; a
        block that goes on after a failed write cannot commit either.
        """

    def read(self) -> AbstractContextManager[Transaction]:
        """Begin a read transaction: one unmoving snapshot, or our own open write."""

    def on_commit(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every commit of this process; returns how to stop it."""

    def size_bytes(self) -> int:
        """Return how much room the tables take."""

    def room(self) -> Room:
        """Return how much room the tables take and have."""

    def close(self) -> None:
        """Let go of the disk; open transactions must have ended."""
