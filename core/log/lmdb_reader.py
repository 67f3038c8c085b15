"""A data file opened for reading only: what an auditor opens, and what cannot change a thing.

No table is made, no reader of another process is cleaned up, and where the directory may not be
written no lock is taken. Tables that an older program never made are empty.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import lmdb

from core.errors import StorageError
from core.log.lmdb_store import DATA_FILE, TABLES_MAX, check_whole, translate
from core.log.lmdb_transaction import LmdbTransaction
from core.log.store import Item

LOCK_FILE = "lock.mdb"
"""LMDB's table of readers, beside the data file."""


class LmdbReader:
    """The tables of one data file; use it as a context manager."""

    def __init__(self, path: str) -> None:
        """Open the environment in directory ``path``.

        Raises :class:`StorageError`, :class:`core.errors.StorageDamagedError` when the file is
        not as long as it says. Not for a path this very process has open as a store.
        """
        self.path = path
        if not os.path.isfile(os.path.join(path, DATA_FILE)):
            raise StorageError(f"{path} holds no {DATA_FILE}.")
        lock = os.path.join(path, LOCK_FILE)
        # With a lock a node that is writing cannot use again the pages we look at.
        may_lock = os.access(lock if os.path.exists(lock) else path, os.W_OK)
        try:
            check_whole(path)
            self._env = lmdb.open(
                path, readonly=True, lock=may_lock, create=False, max_dbs=TABLES_MAX
            )
        except lmdb.Error as error:
            raise translate(error, path) from error
        self._handles: dict[str, lmdb._Database] = {}

    def open_tables(self, names: Iterable[str]) -> None:
        """Open the named tables as far as there are any."""
        for name in names:
            try:
                self._handles[name] = self._env.open_db(name.encode(), create=False)
            except lmdb.NotFoundError:
                continue
            except lmdb.Error as error:
                raise translate(error, self.path) from error

    @contextmanager
    def read(self) -> Iterator[LmdbTransaction]:
        """Look at one unmoving state of the file."""
        try:
            with self._env.begin() as txn:
                yield _Reading(txn, self._handles)
        except lmdb.Error as error:
            raise translate(error, self.path) from error

    def __enter__(self) -> Self:
        """Return the reader itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._env.close()


class _Reading(LmdbTransaction):
    """A transaction to which a table that is not there is an empty one."""

    __slots__ = ()

    def get(self, table: str, key: bytes) -> bytes | None:
        return super().get(table, key) if table in self._handles else None

    def get_many(self, table: str, keys: Sequence[bytes]) -> list[bytes | None]:
        return super().get_many(table, keys) if table in self._handles else [None] * len(keys)

    def last(self, table: str) -> Item | None:
        return super().last(table) if table in self._handles else None

    def scan(
        self, table: str, start: bytes, stop: bytes | None = None, *, reverse: bool = False
    ) -> Iterator[Item]:
        if table in self._handles:
            yield from super().scan(table, start, stop, reverse=reverse)
