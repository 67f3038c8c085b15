"""Walking a whole log: every record, every chain, every seal, and the indexes over them."""

from __future__ import annotations

from typing import NamedTuple

from core.errors import MalformedError, SealError, StorageDamagedError
from core.identity import StreamId, Verifier
from core.log import layout
from core.log.layout import POSITION, U32, U64
from core.log.log_view import LogView
from core.log.record import GENESIS, chain_of, decode_header, verify_record
from core.log.seal import Seal, check_seal

WALK_RECORDS = 1_024
"""Records read at a time."""


class Walked(NamedTuple):
    """What a walk over one stream found in order, and what it did not."""

    stream: StreamId
    records: int
    seals: int
    fault: str
    """The first thing that is wrong, in a sentence; empty when nothing is."""


def walk_stream(view: LogView, stream: StreamId, verifier: Verifier) -> Walked:
    """Check every record of a stream against its predecessor, and every seal kept over it."""
    alias = view.alias(stream)
    public_key = view.public_key(stream.author)
    last = view.head(stream).sequence
    previous, sequence, seals = GENESIS, 0, 0
    try:
        while sequence < last:
            records = view.records(stream, sequence, count=WALK_RECORDS)
            if not records:
                raise MalformedError(f"The stream breaks off after {sequence}, before {last}.")
            for record in records:
                sequence += 1
                header = verify_record(record, previous)
                if (header.stream, header.sequence) != (stream, sequence):
                    raise MalformedError(f"Record {sequence} says it is another one.")
                previous = chain_of(record)
                assert alias is not None, "a stream with records has a number"
                kept = view.transaction.get(layout.SEAL, POSITION.pack(alias, sequence))
                if kept is not None:
                    seal = Seal.from_bytes(kept)
                    key = public_key or b""
                    check_seal(verifier, key, stream, sequence, header.hlc, previous, seal)
                    seals += 1
    except (MalformedError, SealError) as error:
        return Walked(stream, max(0, sequence - 1), seals, str(error))
    fault = "" if previous == view.head(stream).chain else "The head is not the last record's."
    return Walked(stream, sequence, seals, fault)


def walk_log(view: LogView, verifier: Verifier) -> str:
    """Walk every stream and every index; returns the first thing that is wrong, or nothing."""
    try:
        for stream in view.heads():
            if fault := walk_stream(view, stream, verifier).fault:
                return f"Stream {stream}: {fault}"
        return walk_indexes(view)
    except StorageDamagedError as error:
        return str(error)


def walk_indexes(view: LogView) -> str:
    """Compare what leads to records with the records; returns the first thing that is wrong.

    A stream has one number; the feed names every record once, each stream's in order; the index
    of aggregates leads from each version to a record of it. Streams were walked before.
    """
    transaction = view.transaction
    heads = view.heads()
    records = 0
    for stream, head in heads.items():
        alias = view.alias(stream)
        if alias is None or transaction.get(layout.STREAM, b"a" + U32.pack(alias)) is None:
            return f"Stream {stream} has no number, or another one's."
        if view.public_key(stream.author) and view.seal_at(stream, head.sequence) is None:
            return f"Stream {stream} is not sealed at its end."
        records += head.sequence
    last: dict[int, int] = {}
    for lsn, (key, at) in enumerate(transaction.scan(layout.FEED, b""), 1):
        if len(at) != POSITION.size or key != U64.pack(lsn):
            return f"The feed is damaged at {lsn}."
        alias, sequence = POSITION.unpack(at)
        record = transaction.get(layout.LOG, at)
        if record is None or sequence != last.get(alias, 0) + 1:
            return f"The feed does not name record {sequence} of stream {alias} in its turn."
        last[alias] = sequence
        version = _version_key(record)
        found = transaction.get(layout.AGGREGATE, version)
        other = None if found is None else transaction.get(layout.LOG, found)
        if other is None or _version_key(other) != version:
            return f"The index of aggregates does not lead to record {sequence} of stream {alias}."
    if sum(last.values()) != records:
        return f"The feed names {sum(last.values())} records of {records}."
    return ""


def _version_key(record: bytes) -> bytes:
    header = decode_header(record)
    return layout.aggregate_key(header.flags, header.originator_id, header.originator_version)
