"""Logs for the contract suites: a handful of origins, drafts, a projection, and a full dump."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from uuid import UUID

import msgpack

from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import MalformedError
from core.identity import COMPANY_SCOPE, StreamId
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.layout import TABLES
from core.log.lmdb_store import LmdbStore
from core.log.log_view import SealedSegment
from core.log.memory_store import MemoryStore
from core.log.offer import Ingested
from core.log.projection import Fact, Table, table_name
from core.log.segment import SEGMENT_BYTES
from core.log.store import Item, Store

NOW_MS = 1_700_000_000_000
BRANCH = "branch:harbour"
COUNTED = "goods.counted"

Dump = dict[str, list[Item]]


class Disk:
    """Somewhere to keep a log: opened, closed and opened again."""

    def __init__(self, path: Path | None = None, *, room_bytes: int = 1 << 24) -> None:
        """Keep to memory, or to LMDB in a directory that is made at `path`."""
        self._path = path
        self._room_bytes = room_bytes
        self._memory = MemoryStore(size_bytes_max=room_bytes)
        self._lmdb: LmdbStore | None = None

    def open(self) -> Store:
        if self._path is None:
            return self._memory
        self.close()
        self._path.mkdir(exist_ok=True)
        self._lmdb = LmdbStore.open(str(self._path), map_bytes=self._room_bytes, sync=False)
        return self._lmdb

    def close(self) -> None:
        if self._lmdb is not None:
            self._lmdb.close()
        self._lmdb = None


NewDisk = Callable[..., Disk]


class Counts:
    """How often each number was counted: a fold that minds no order."""

    name = "counts"
    kinds = frozenset({COUNTED})

    def __init__(self, version: int = 1, *, weight: int = 1) -> None:
        self.version = version
        self.weight = weight

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        for fact in facts:
            key = b"%d" % fact.fact
            table.pending[key] = table.pending.get(key, 0) + self.weight

    def flush(self, table: Table, stream: StreamId) -> None:
        for key, count in table.pending.items():
            table.put(key, b"%d" % (int(table.get(key) or 0) + count))
        table.pending.clear()


def read_number(body: bytes) -> int:
    try:
        number = msgpack.unpackb(body)
    except ValueError:
        number = None
    if type(number) is not int:
        raise MalformedError("A body is no number.")
    return number


def open_log(
    store: Store,
    *,
    seed: int = 1,
    epoch: int = 1,
    clock_ms: Callable[[], int] = lambda: NOW_MS,
    projections: Sequence[Counts] = (),
    topic_index: bool = False,
) -> EventLog:
    """Open the log of the origin made from `seed`."""
    return EventLog(
        store,
        clock_ms=clock_ms,
        signer=Ed25519Signer(bytes([seed]) * 32),
        verifier=verify_ed25519,
        epoch=epoch,
        projections=projections,
        readers={COUNTED: read_number},
        topic_index=topic_index,
    )


def draft(
    number: int,
    *,
    scope: str = COMPANY_SCOPE,
    kind: str = COUNTED,
    version: int = 1,
    body: bytes | None = None,
) -> Draft:
    """Return an event about `number`, which is also its aggregate's id."""
    return Draft(
        kind, scope, UUID(int=number), version, msgpack.packb(number) if body is None else body
    )


def drafts(count: int, *, start: int = 1, scope: str = COMPANY_SCOPE) -> list[Draft]:
    return [draft(number, scope=scope) for number in range(start, start + count)]


def dump(store: Store, *projections: Counts) -> Dump:
    """Return every byte the log holds, its projections included."""
    names = (*TABLES, *(table_name(projection.name) for projection in projections))
    with store.read() as transaction:
        return {name: list(transaction.scan(name, b"")) for name in names}


def records(log: EventLog, stream: StreamId) -> list[bytes]:
    with log.read() as view:
        return view.records(stream, 0, count=view.head(stream).sequence)


def segments(
    log: EventLog, stream: StreamId, after: int = 0, *, bytes_max: int = SEGMENT_BYTES
) -> Iterator[SealedSegment]:
    """Yield the segments that carry everything of a stream after `after`."""
    while True:
        with log.read() as view:
            segment = view.segment(stream, after, bytes_max=bytes_max)
        if segment is None:
            return
        yield segment
        after = segment.last


def offer(log: EventLog, segment: SealedSegment) -> Ingested:
    return log.ingest(segment.stream, segment.first, segment.data, segment.seal, segment.public_key)


def replicate(source: EventLog, target: EventLog) -> None:
    """Give `target` all that `source` holds."""
    with source.read() as view:
        streams = list(view.heads())
    for stream in streams:
        if stream.origin == (target.author, target.epoch):
            continue
        with target.read() as view:
            after = view.head(stream).sequence
        for segment in segments(source, stream, after):
            offer(target, segment)


def digest(log: EventLog) -> bytes:
    with log.read() as view:
        return view.digest()
