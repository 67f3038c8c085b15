"""Walking a whole log and the indexes over it: what leads to records must lead to them."""

from __future__ import annotations

from core.errors import MalformedError, StorageDamagedError
from core.identity import Verifier
from core.log import layout
from core.log.layout import POSITION, U32, U64
from core.log.log_view import LogView
from core.log.merkle import EMPTY_FRONTIER, Frontier
from core.log.record import decode_header
from core.log.sealing import grown
from core.log.verify import walk_stream


def walk_log(view: LogView, verifier: Verifier) -> str:
    """Walk every stream and every index; returns the first thing that is wrong, or nothing."""
    try:
        for stream in view.heads():
            if fault := walk_stream(view, stream, verifier).fault:
                return f"Stream {stream}: {fault}"
        return walk_indexes(view) or walk_trees(view)
    except StorageDamagedError as error:
        return str(error)


def walk_indexes(view: LogView) -> str:
    """Compare what leads to records with the records; returns the first thing that is wrong.

    A stream has one number; the feed names every record once, each stream's in order; the index
    of aggregates leads from each version to a record of it. Streams were walked before.
    """
    transaction = view.transaction
    heads = view.heads()
    records = walked = 0
    last: dict[int, int] = {}
    for stream, head in heads.items():
        alias = view.alias(stream)
        if alias is None or transaction.get(layout.STREAM, b"a" + U32.pack(alias)) is None:
            return f"Stream {stream} has no number, or another one's."
        if view.public_key(stream.author) and view.seal_at(stream, head.sequence) is None:
            return f"Stream {stream} is not sealed at its end."
        records += head.sequence + 1 - stream.start
        last[alias] = stream.start - 1
    for lsn, (key, at) in enumerate(transaction.scan(layout.FEED, b""), 1):
        if len(at) != POSITION.size or key != U64.pack(lsn):
            return f"The feed is damaged at {lsn}."
        alias, sequence = POSITION.unpack(at)
        record = transaction.get(layout.LOG, at)
        if record is None or sequence != last.get(alias, 0) + 1:
            return f"The feed does not name record {sequence} of stream {alias} in its turn."
        last[alias] = sequence
        walked += 1
        version = _version_key(record)
        found = transaction.get(layout.AGGREGATE, version)
        other = None if found is None else transaction.get(layout.LOG, found)
        if other is None or _version_key(other) != version:
            return f"The index of aggregates does not lead to record {sequence} of stream {alias}."
    if walked != records:
        return f"The feed names {walked} records of {records}."
    return ""


def walk_trees(view: LogView) -> str:
    """Compare the trees that are kept with the records; returns the first that is another."""
    for key, data in view.transaction.scan(layout.TREE, b""):
        stream = view.stream_of(U32.unpack(key)[0])
        try:
            kept = Frontier.from_bytes(data)
        except MalformedError as error:
            return f"The tree of stream {stream} is damaged: {error}"
        # A program from before there were trees may have written on.
        reach = min(kept.size, view.head(stream).sequence)
        if kept != grown(view, stream, EMPTY_FRONTIER, reach):
            return f"The tree of stream {stream} is not that of its records."
    return ""


def _version_key(record: bytes) -> bytes:
    header = decode_header(record)
    return layout.aggregate_key(header.flags, header.originator_id, header.originator_version)
