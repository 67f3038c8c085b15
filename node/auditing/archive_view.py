"""An archive looked at as a log: each stream's files are read when it is first asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from core.errors import MalformedError, StorageDamagedError
from core.identity import StreamId
from core.log import layout
from core.log.entry import Head
from core.log.layout import POSITION, U32
from core.log.log_view import LogView
from core.log.memory_store import MemoryStore
from core.log.store import Item, Transaction
from node.auditing.parquet import duckdb_or_refusal

MANIFEST = "archive.json"
"""The file that makes a directory an archive."""

ARCHIVE = "tillmesh archive 1"
"""What it says it is, with the version of its layout."""


class ArchivedStream(NamedTuple):
    """A stream as the manifest tells of it."""

    stream: StreamId
    public_key: bytes
    head: Head
    files: tuple[str, ...]

    def to_plain(self) -> dict[str, Any]:
        """Return the form in the manifest."""
        return {
            "stream": self.stream.to_bytes().hex(),
            "public_key": self.public_key.hex(),
            "sequence": self.head.sequence,
            "hlc": self.head.hlc,
            "chain": self.head.chain.hex(),
            "files": list(self.files),
        }

    @classmethod
    def from_plain(cls, said: Any) -> ArchivedStream:
        """Read the form in the manifest."""
        head = Head(int(said["sequence"]), int(said["hlc"]), bytes.fromhex(said["chain"]))
        stream = StreamId.from_bytes(bytes.fromhex(said["stream"]))
        files = tuple(Path(str(name)).name for name in said["files"])
        return cls(stream, bytes.fromhex(said["public_key"]), head, files)


def is_archive(directory: Path) -> bool:
    """Return whether a directory is an archive."""
    return (directory / MANIFEST).is_file()


def manifest_of(directory: Path) -> list[ArchivedStream]:
    """Return what an archive holds; raises :class:`StorageDamagedError` when nobody can read it."""
    try:
        said = json.loads((directory / MANIFEST).read_bytes())
        if said["archive"] != ARCHIVE:
            raise ValueError("it is of another version")
        return [ArchivedStream.from_plain(one) for one in said["streams"]]
    except (OSError, ValueError, KeyError, TypeError, MalformedError) as error:
        raise StorageDamagedError(f"{directory / MANIFEST} cannot be read: {error}.") from None


@contextmanager
def opened_archive(directory: Path) -> Iterator[LogView]:
    """Look at an archive as at a log; it has neither feed nor projections."""
    streams = manifest_of(directory)
    store = MemoryStore()
    store.open_tables((*layout.TABLES,))
    with store.write() as inner:
        for alias, one in enumerate(streams, 1):
            key = U32.pack(alias)
            inner.put(layout.STREAM, b"s" + one.stream.to_bytes(), key)
            inner.put(layout.STREAM, b"a" + key, one.stream.to_bytes())
            inner.put(layout.HEAD, key, layout.pack_head(one.head))
            inner.put(layout.AUTHOR, one.stream.author, one.public_key)
        yield LogView(_Lazy(inner, directory, streams))


class _Lazy(Transaction):
    """A transaction that reads a stream's records and seals when they are first looked for."""

    def __init__(
        self, inner: Transaction, directory: Path, streams: Sequence[ArchivedStream]
    ) -> None:
        self._inner, self._directory, self._streams = inner, directory, streams
        self._read: set[int] = set()

    def get(self, table: str, key: bytes) -> bytes | None:
        if table in (layout.LOG, layout.SEAL):
            self._need(POSITION.unpack(key)[0])
        return self._inner.get(table, key) if table in layout.TABLES else None

    def get_many(self, table: str, keys: Sequence[bytes]) -> list[bytes | None]:
        return [self.get(table, key) for key in keys]

    def last(self, table: str) -> Item | None:
        return self._inner.last(table) if table in layout.TABLES else None

    def scan(
        self, table: str, start: bytes, stop: bytes | None = None, *, reverse: bool = False
    ) -> Iterator[Item]:
        if table in (layout.LOG, layout.SEAL):
            first = POSITION.unpack(start)[0] if start else 1
            last = POSITION.unpack(stop)[0] if stop else len(self._streams)
            for alias in range(first, last + 1):
                self._need(alias)
        if table in layout.TABLES:
            yield from self._inner.scan(table, start, stop, reverse=reverse)

    def _need(self, alias: int) -> None:
        if alias in self._read or not 1 <= alias <= len(self._streams):
            return
        self._read.add(alias)
        database = duckdb_or_refusal()
        for name in self._streams[alias - 1].files:
            path = self._directory / name
            try:
                with database.connect(":memory:") as connection:
                    found = connection.execute(
                        "SELECT sequence, record, seal FROM read_parquet(?) ORDER BY sequence",
                        [str(path)],
                    )
                    while rows := found.fetchmany(_ROWS):
                        self._take(alias, rows)
            except (database.Error, TypeError, ValueError) as error:
                raise StorageDamagedError(f"{path} cannot be read: {error}.") from None

    def _take(self, alias: int, rows: Sequence[tuple[int, bytes, bytes | None]]) -> None:
        records = [(POSITION.pack(alias, at), record) for at, record, _ in rows]
        self._inner.put_many(layout.LOG, records)
        seals = [(POSITION.pack(alias, at), seal) for at, _, seal in rows if seal is not None]
        self._inner.put_many(layout.SEAL, seals)

    # An archive is only read.
    def put(self, table: str, key: bytes, value: bytes) -> None:
        raise AssertionError("an archive is only read")

    def put_many(self, table: str, items: Sequence[Item]) -> None:
        raise AssertionError("an archive is only read")

    def insert_many(self, table: str, items: Sequence[Item]) -> bool:
        raise AssertionError("an archive is only read")

    def append_many(self, table: str, items: Sequence[Item]) -> None:
        raise AssertionError("an archive is only read")

    def delete(self, table: str, key: bytes) -> bool:
        raise AssertionError("an archive is only read")

    def clear(self, table: str) -> None:
        raise AssertionError("an archive is only read")


_ROWS = 10_000
"""Rows fetched at a time."""
