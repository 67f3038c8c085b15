"""The store on LMDB: with the two beside it, all that imports ``lmdb`` and touches the data file.

Default durability: a commit returns after the pages and the meta page are flushed. One
environment a process and path (LMDB forbids two), shared by counting holders.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import ClassVar

import lmdb

from core.errors import StorageDamagedError, StorageError, StorageFullError, StorageStoppedError
from core.log.data_file import missing_pages, newest_meta
from core.log.lmdb_transaction import LmdbTransaction
from core.log.store import Room

MAP_BYTES = 1 << 36
"""64 GiB of address space: sparse, so it costs nothing until written, and a till that
sells 400 tickets a day needs a lifetime to fill it."""

TABLES_MAX = 256
"""Room for the log's tables and projections of a dozen applications in one environment."""

READERS_MAX = 256
"""Readers at once over all processes; LMDB's default of 126 is tight for a busy hub."""

DATA_FILE = "data.mdb"
"""The file in the environment's directory that holds everything."""

_DAMAGE = (
    lmdb.CorruptedError,
    lmdb.IncompatibleError,
    lmdb.InvalidError,
    lmdb.PageNotFoundError,
    lmdb.VersionMismatchError,
)

_SIGNS_OF_FULL = (
    "No space left",
    "File too large",
    "Disk quota exceeded",
    # LMDB's word for a write that the disk took only part of, as a disk does that fills up.
    "mdb_txn_commit: Input/output error",
)


def _damaged(path: str, what: object) -> StorageDamagedError:
    return StorageDamagedError(
        f"The data file in {path} cannot be used ({what}). Keep it for an auditor, "
        "restore it from a copy, or join again with an empty directory."
    )


def translate(error: lmdb.Error, path: str) -> StorageError:
    """Return what an LMDB error means to its reader."""
    assert not isinstance(error, lmdb.BadValsizeError), "a key the data file could not hold"
    text = str(error)
    if isinstance(error, lmdb.MapFullError | lmdb.DiskError) or any(
        sign in text for sign in _SIGNS_OF_FULL
    ):
        return StorageFullError(
            f"No room left for {path}; nothing was written. Free some disk space and try again; "
            "if there is enough, the disk is failing."
        )
    if isinstance(error, lmdb.PanicError):
        return StorageStoppedError(
            f"The disk failed to flush {path}: look at it. Nothing is written before the node has "
            "started again, which it does by itself under 'tillmesh run'; what it answered is kept."
        )
    if isinstance(error, lmdb.BadTxnError):
        return StorageError(f"An earlier write to {path} failed; nothing was written.")
    if isinstance(error, _DAMAGE):
        return _damaged(path, text)
    return StorageError(f"The data directory {path} cannot be used: {text}.")


def check_whole(directory: str) -> None:
    """Check that the data file, if there is one, is as long as it says."""
    try:
        with open(os.path.join(directory, DATA_FILE), "rb") as file:
            meta = newest_meta(file)
            missing = 0 if meta is None else missing_pages(file, meta)
            # Another process that commits while we look confuses us: it is alive and well.
            if missing and newest_meta(file) == meta:
                raise _damaged(directory, f"{missing} pages of it are missing")
    except FileNotFoundError:
        return


class LmdbStore:
    """Ordered tables in one LMDB environment; get one with :meth:`open`."""

    _open_stores: ClassVar[dict[str, LmdbStore]] = {}
    _registry_lock: ClassVar[threading.Lock] = threading.Lock()

    @classmethod
    def open(cls, path: str, *, map_bytes: int = MAP_BYTES, sync: bool = True) -> LmdbStore:
        """Open, or share, the environment in directory ``path``, making it if need be.

        ``sync=False`` gives up durability and is for measurements only. Raises
        :class:`StorageDamagedError` or :class:`StorageFullError`.
        """
        real_path = os.path.realpath(path)
        with cls._registry_lock:
            store = cls._open_stores.get(real_path)
            if store is None:
                store = cls(real_path, map_bytes=map_bytes, sync=sync)
                cls._open_stores[real_path] = store
            store._holders += 1
            return store

    def __init__(self, path: str, *, map_bytes: int, sync: bool) -> None:
        """Use :meth:`open`: a second environment on one path is not allowed."""
        self.path = path
        self._holders = 0
        self._handles: dict[str, lmdb._Database] = {}
        self._local = threading.local()
        self._listeners: dict[object, Callable[[], None]] = {}
        try:
            check_whole(path)
            self._env = lmdb.open(
                path,
                map_size=map_bytes,
                max_dbs=TABLES_MAX,
                max_readers=READERS_MAX,
                sync=sync,
                meminit=False,
                # Sales are nobody's business but the shop's.
                mode=0o600,
                # New files in the 0.9 format, whatever the environment's default is.
                lib_version=0,
            )
            # A reader that was killed would keep every page since from being used again.
            self._env.reader_check()
        except lmdb.Error as error:
            raise translate(error, path) from error
        except OSError as error:
            raise StorageError(f"Cannot open {path}: {error.strerror}.") from error

    def open_tables(self, names: Iterable[str]) -> None:
        """Make the named tables if they are not there yet."""
        assert getattr(self._local, "txn", None) is None, "tables are opened before transactions"
        with self._registry_lock:
            try:
                for name in names:
                    if name not in self._handles:
                        self._handles[name] = self._env.open_db(name.encode())
            except lmdb.Error as error:
                raise translate(error, self.path) from error

    @contextmanager
    def write(self) -> Iterator[LmdbTransaction]:
        """Begin or join a write transaction."""
        local = self._local
        joined: LmdbTransaction | None = getattr(local, "txn", None)
        if joined is not None:
            try:
                yield joined
            except BaseException as error:
                local.doomed = True
                if isinstance(error, lmdb.Error):
                    raise translate(error, self.path) from error
                raise
            return
        try:
            with self._begin(write=True) as txn:
                transaction = LmdbTransaction(txn, self._handles)
                local.txn, local.doomed = transaction, False
                try:
                    yield transaction
                    assert not local.doomed, "a write whose inner block failed may not commit"
                finally:
                    local.txn = None
        except lmdb.Error as error:
            raise translate(error, self.path) from error
        for listener in tuple(self._listeners.values()):
            listener()

    def _begin(self, *, write: bool) -> lmdb.Transaction:
        try:
            return self._env.begin(write=write)
        except lmdb.MapResizedError:
            # Another process, started with a larger map, has filled more than ours shows.
            self._env.set_mapsize(0)
            return self._env.begin(write=write)

    @contextmanager
    def read(self) -> Iterator[LmdbTransaction]:
        """Begin a read: one snapshot, or this thread's own open write."""
        joined: LmdbTransaction | None = getattr(self._local, "txn", None)
        if joined is not None:
            yield joined
            return
        try:
            with self._begin(write=False) as txn:
                yield LmdbTransaction(txn, self._handles)
        except lmdb.Error as error:
            raise translate(error, self.path) from error

    def on_commit(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every commit of this process; returns how to stop it."""
        token = object()
        self._listeners[token] = listener
        return lambda: self._listeners.pop(token, None) and None

    def room(self) -> Room:
        """Return how much room the data file takes, may take, and has on its volume."""
        volume = os.statvfs(self.path)
        free = volume.f_bavail * volume.f_frsize
        return Room(self.size_bytes(), int(self._env.info()["map_size"]), free)

    def size_bytes(self) -> int:
        """Return the length of the data file's used part in bytes."""
        info = self._env.info()
        return int((info["last_pgno"] + 1) * self._env.stat()["psize"])

    def close(self) -> None:
        """Let go of the environment; the last holder closes it."""
        with self._registry_lock:
            self._holders -= 1
            if self._holders == 0:
                self._open_stores.pop(self.path, None)
                self._env.close()
