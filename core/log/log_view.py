"""Reading the log: one unmoving state of it, inside a read or write transaction."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from core.errors import MalformedError, StorageDamagedError
from core.identity import LANE_MARK, StreamId
from core.log import layout
from core.log.entry import EMPTY_HEAD, Entry, Head, entry_of
from core.log.layout import POSITION, U32, U64
from core.log.projection import Table
from core.log.record import (
    GENESIS,
    UUID_BYTES,
    chain_hash,
    chain_of,
    decode_header,
    verify_record,
)
from core.log.seal import Seal
from core.log.segment import SEGMENT_BYTES, SEGMENT_RECORDS_MAX, encode_segment
from core.log.store import Transaction
from core.marks import Mark

_DAMAGED_RECORD = Mark("log.damaged-record")
_OTHER_RECORD = Mark("log.other-record")


class SealedSegment(NamedTuple):
    """A run of records as it travels: the compressed columns and the seal over their end."""

    stream: StreamId
    first: int
    last: int
    data: bytes
    seal: Seal
    public_key: bytes


class LogView:
    """What the log holds, as one transaction sees it."""

    __slots__ = ("transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Look through an open transaction."""
        self.transaction = transaction

    def table(self, projection_name: str) -> Table:
        """Return a projection's table."""
        return Table(self.transaction, projection_name)

    def alias(self, stream: StreamId) -> int | None:
        """Return the local number of a stream, or None when nothing of it is held."""
        found = self.transaction.get(layout.STREAM, b"s" + stream.to_bytes())
        return None if found is None else int(U32.unpack(found)[0])

    def stream_of(self, alias: int) -> StreamId:
        """Return the stream of a local number."""
        data = self.transaction.get(layout.STREAM, b"a" + U32.pack(alias))
        if data is None:
            raise StorageDamagedError(f"The data file names a stream {alias} it does not hold.")
        try:
            return StreamId.from_bytes(data)
        except MalformedError as error:
            raise StorageDamagedError(f"Stream {alias} is damaged: {error}") from None

    def heads(self) -> dict[StreamId, Head]:
        """Return the head of every stream: the version vector, ordered by stream."""
        found = {
            self.stream_of(int(U32.unpack(key)[0])): layout.unpack_head(value)
            for key, value in self.transaction.scan(layout.HEAD, b"")
        }
        return dict(sorted(found.items()))

    def family(self, stream: StreamId) -> list[StreamId]:
        """Return the base of a stream, held or not, and every lane of it that is held."""
        base = stream.base
        prefix = b"s" + base.to_bytes() + LANE_MARK.encode()
        found = self.transaction.scan(layout.STREAM, prefix, layout.next_prefix(prefix))
        return [base, *(StreamId.from_bytes(key[1:]) for key, _ in found)]

    def streams_of(self, author: bytes) -> list[StreamId]:
        """Return every stream and lane that is held of an author."""
        prefix = b"s" + author
        found = self.transaction.scan(layout.STREAM, prefix, layout.next_prefix(prefix))
        return [StreamId.from_bytes(key[1:]) for key, _ in found]

    def lanes_of(self, author: bytes) -> int:
        """Return how many lanes are held of all an author ever wrote."""
        return sum(stream.is_lane for stream in self.streams_of(author))

    def lanes(self, stream: StreamId) -> int:
        """Return how many lanes of a stream's base are held."""
        return len(self.family(stream)) - 1

    def holders(self, stream: StreamId, sequence: int) -> dict[bytes, StreamId]:
        """Return each chain hash at a sequence, in any history held, and which stream has it."""
        if sequence == 0:
            return {GENESIS: stream.base}
        return {
            self.chain_at(one, sequence): one
            for one in self.family(stream)
            if one.start <= sequence <= self.head(one).sequence
        }

    def parent(self, lane: StreamId) -> StreamId:
        """Return the stream a lane branches off: whose chain its first record follows."""
        records = self.records(lane, lane.start - 1, count=1)
        for chain, stream in self.holders(lane, lane.start - 1).items() if records else ():
            header = records[0][: decode_header(records[0]).size]
            if chain_hash(chain, header) == chain_of(records[0]):
                return stream
        raise StorageDamagedError(f"Stream {lane} follows a record that is not held.")

    def head(self, stream: StreamId) -> Head:
        """Return the head of one stream."""
        alias = self.alias(stream)
        if alias is None:
            return EMPTY_HEAD
        return layout.unpack_head(self.transaction.get(layout.HEAD, U32.pack(alias)))

    def digest(self) -> bytes:
        """Return the SHA-256 over all heads: equal digests, equal logs."""
        total = sha256()
        for stream, head in self.heads().items():
            total.update(len(stream.scope).to_bytes(2, "big") + stream.to_bytes())
            total.update(U64.pack(head.sequence) + head.chain)
        return total.digest()

    def last_lsn(self) -> int:
        """Return the highest LSN: how many events are held."""
        last_item = self.transaction.last(layout.FEED)
        return int(U64.unpack(last_item[0])[0]) if last_item else 0

    def chain_at(self, stream: StreamId, sequence: int) -> bytes:
        """Return the chain hash at a sequence that is held; at 0, the genesis.

        Before a lane that is the chain of what it branches off.
        """
        if sequence == 0:
            return GENESIS
        if sequence < stream.start:
            return self.chain_at(self.parent(stream), sequence)
        alias = self.alias(stream)
        record = (
            None
            if alias is None
            else self.transaction.get(layout.LOG, POSITION.pack(alias, sequence))
        )
        if record is None:
            raise StorageDamagedError(f"Record {sequence} of stream {stream} is missing.")
        return chain_of(record)

    def records(
        self, stream: StreamId, after: int, *, count: int = SEGMENT_RECORDS_MAX
    ) -> list[bytes]:
        """Return the stored bytes of up to ``count`` records that follow ``after``."""
        alias = self.alias(stream)
        if alias is None:
            return []
        start = POSITION.pack(alias, after + 1)
        stop = POSITION.pack(alias, after + 1 + count)
        return [record for _, record in self.transaction.scan(layout.LOG, start, stop)]

    def all_records(self, stream: StreamId) -> Iterator[bytes]:
        """Yield the stored bytes of every record of a stream, in order."""
        alias = self.alias(stream)
        if alias is not None:
            start, stop = POSITION.pack(alias, 0), POSITION.pack(alias + 1, 0)
            for _, record in self.transaction.scan(layout.LOG, start, stop):
                yield record

    def feed(self, after_lsn: int, count: int) -> Iterator[tuple[int, bytes]]:
        """Yield (LSN, record) in commit order, after ``after_lsn``, up to ``count``."""
        stop = U64.pack(after_lsn + 1 + count)
        for key, at in self.transaction.scan(layout.FEED, U64.pack(after_lsn + 1), stop):
            yield int(U64.unpack(key)[0]), self.record_at(at)

    def record_at(self, position: bytes) -> bytes:
        """Return the record at a packed (alias, sequence)."""
        record = self.transaction.get(layout.LOG, position)
        if record is None:
            raise StorageDamagedError("The data file's feed names a record it does not hold.")
        return record

    def aggregate(self, flags: int, originator_id: bytes) -> Iterator[bytes]:
        """Yield the records of one aggregate in the order of its versions."""
        prefix = layout.aggregate_prefix(flags, originator_id)
        stop = layout.next_prefix(prefix)
        for _, at in self.transaction.scan(layout.AGGREGATE, prefix, stop):
            yield self.record_at(at)

    def shared_ids(self) -> Iterator[tuple[UUID, list[tuple[StreamId, int]]]]:
        """Yield every id that two first events or more have, and where they stand."""
        prefix = layout.META_SHARED
        size = len(prefix) + UUID_BYTES
        found = self.transaction.scan(layout.META, prefix, layout.next_prefix(prefix))
        for identifier, rows in groupby(found, lambda item: item[0][len(prefix) : size]):
            keys = [key[size:] for key, _ in rows]
            places = [(StreamId.from_bytes(k[U64.size :]), U64.unpack_from(k)[0]) for k in keys]
            yield UUID(bytes=identifier), sorted(places)

    def records_back(self, stream: StreamId, last: int) -> Iterator[bytes]:
        """Yield the stored bytes of a stream's records from ``last`` back to the first."""
        alias = self.alias(stream)
        if alias is not None:
            start, stop = POSITION.pack(alias, 1), POSITION.pack(alias, last + 1)
            for _, record in self.transaction.scan(layout.LOG, start, stop, reverse=True):
                yield record

    def seal_at(self, stream: StreamId, sequence: int) -> Seal | None:
        """Return the seal over exactly this sequence, or None."""
        alias = self.alias(stream)
        if alias is None:
            return None
        data = self.transaction.get(layout.SEAL, POSITION.pack(alias, sequence))
        return None if data is None else Seal.from_bytes(data)

    def seals_from(self, stream: StreamId, least: int) -> Iterator[tuple[int, Seal]]:
        """Yield (sequence, seal) of the seals kept from a sequence on."""
        alias = self.alias(stream)
        if alias is not None:
            start, stop = POSITION.pack(alias, least), POSITION.pack(alias + 1, 0)
            for key, data in self.transaction.scan(layout.SEAL, start, stop):
                yield int(POSITION.unpack(key)[1]), Seal.from_bytes(data)

    def public_key(self, author: bytes) -> bytes | None:
        """Return the public key of an author whose events are held."""
        return self.transaction.get(layout.AUTHOR, author)

    def segment(
        self, stream: StreamId, after: int, *, bytes_max: int = SEGMENT_BYTES
    ) -> SealedSegment | None:
        """Return the records after ``after`` up to a seal, about ``bytes_max`` of them.

        None when nothing sealed follows. At least one sealed run is returned even when it is
        longer than ``bytes_max``: appends seal often enough that it is never much longer.
        """
        alias = self.alias(stream)
        if alias is None:
            return None
        after = max(after, stream.start - 1)
        last = self._sealed_reach(alias, after, bytes_max)
        if last is None:
            return None
        seal = Seal.from_bytes(self.transaction.get(layout.SEAL, POSITION.pack(alias, last)) or b"")
        public_key = self.public_key(stream.author)
        if public_key is None:
            raise StorageDamagedError(f"The key of stream {stream} is missing.")
        entries = [entry_of(record) for record in self.records(stream, after, count=last - after)]
        data = encode_segment(stream, entries)
        return SealedSegment(stream, after + 1, last, data, seal, public_key)

    def _sealed_reach(self, alias: int, after: int, bytes_max: int) -> int | None:
        """Return the sequence of the seal a segment after ``after`` should end at."""
        start, stop = POSITION.pack(alias, after + 1), POSITION.pack(alias + 1, 0)
        reach, size = after, 0
        for key, record in self.transaction.scan(layout.LOG, start, stop):
            size += len(record)
            if reach > after and (size > bytes_max or reach - after >= SEGMENT_RECORDS_MAX):
                break
            reach = POSITION.unpack(key)[1]
        after_reach = POSITION.pack(alias, reach + 1)
        for key, _ in self.transaction.scan(layout.SEAL, start, after_reach, reverse=True):
            return int(POSITION.unpack(key)[1])
        for key, _ in self.transaction.scan(layout.SEAL, after_reach, stop):
            return int(POSITION.unpack(key)[1])
        return None

    def check_heads(self) -> None:
        """Check that every stream ends in an intact record, the one its head names.

        Raises :class:`StorageDamagedError`; a full check is the auditor's.
        """
        for stream, head in self.heads().items():
            try:
                entry = self._last_entry(stream, head)
            except MalformedError as error:
                _DAMAGED_RECORD.hit()
                raise StorageDamagedError(f"Stream {stream} is damaged: {error}") from None
            if (entry.sequence, entry.hlc, entry.chain) != head:
                _OTHER_RECORD.hit()
                raise StorageDamagedError(
                    f"Stream {stream}: the last record is not the one its head names."
                )

    def _last_entry(self, stream: StreamId, head: Head) -> Entry:
        records = self.records(stream, head.sequence - 1, count=2)
        if len(records) != 1:
            raise StorageDamagedError(f"Stream {stream} does not end where its head says.")
        verify_record(records[0], self.chain_at(stream, head.sequence - 1))
        return entry_of(records[0])
