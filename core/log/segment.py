"""A segment: a run of one stream's records with everything derivable left out.

A receiver knows the stream, the first sequence and the chain before it, so a segment
carries none of them: nor hashes, nor chains, nor ids that were minted from the clock. What
is left is laid out column by column, so that like stands by like, and compressed with
zstd. Decoding rebuilds the exact record bytes and their chain; if one bit differs from what
the origin wrote, the chain differs, and the seal over its end does not verify. This is the
one module that imports ``zstandard``.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import msgpack
import zstandard

from core.errors import MalformedError
from core.hlc import COUNTER_BITS
from core.identity import AUTHOR_BYTES, StreamId
from core.log.entry import Entry
from core.log.record import (
    BODY_BYTES_MAX,
    FLAG_ERASABLE,
    FLAG_TEXT_ID,
    HASH_BYTES,
    MINT_PREFIX_BYTES,
    UUID_BYTES,
    Erased,
    chain_hash,
    encode_header,
    erased_of,
    fits_kind,
    fits_text_id,
)
from core.tuples import make_tuple

SEGMENT_BYTES = 64 * 1024
"""Record bytes a segment aims at: about two hundred sales, one transaction of a till that
is selling (its own sale waits at most a few milliseconds behind it)."""

SEGMENT_RECORDS_MAX = 4096
"""Most records in a segment: bounds what a few compressed bytes can make us build."""

SEGMENT_RAW_BYTES_MAX = 2 * BODY_BYTES_MAX
"""Largest decompressed segment: one body of the largest size and its company."""

ZSTD_LEVEL = 3
"""Compression level: levels 1 to 3 reach the same ratio on sales, higher ones cost tenfold."""

_COUNTER_MASK = (1 << COUNTER_BITS) - 1
_U64 = struct.Struct(">Q")
_COLUMNS = 9


def mint_originator_id(author: bytes, hlc: int) -> bytes:
    """Return the 16 bytes of a new id: half the author, then a stamp used only once.

    Ordered by time within an author, so that indexes grow at their end.
    """
    assert len(author) == AUTHOR_BYTES
    return author[:MINT_PREFIX_BYTES] + _U64.pack(hlc)


def encode_segment(stream: StreamId, entries: Sequence[Entry]) -> bytes:
    """Return the compressed columns of consecutive entries of one stream."""
    prefix = stream.author[:MINT_PREFIX_BYTES]
    kinds: dict[str, int] = {}
    ids: list[int | bytes] = []
    for entry in entries:
        kinds.setdefault(entry.kind, len(kinds))
        identifier = entry.originator_id
        minted = not entry.flags and identifier[:MINT_PREFIX_BYTES] == prefix
        age = entry.hlc - _U64.unpack(identifier[MINT_PREFIX_BYTES:])[0] if minted else -1
        # An id from the future only looks as if it had been minted.
        ids.append(age if age >= 0 else identifier)
    milliseconds = [entry.hlc >> COUNTER_BITS for entry in entries]
    counters = [entry.hlc & _COUNTER_MASK for entry in entries]
    erased = [
        [at, *left]
        for at, entry in enumerate(entries)
        if entry.flags & FLAG_ERASABLE and (left := erased_of(entry.record)) is not None
    ]
    columns = [
        list(kinds),
        [kinds[entry.kind] for entry in entries] if len(kinds) > 1 else len(entries),
        [entry.flags for entry in entries] if any(entry.flags for entry in entries) else 0,
        [now - before for now, before in zip(milliseconds, [0, *milliseconds[:-1]], strict=True)],
        counters if any(counters) else 0,
        ids,
        [entry.originator_version for entry in entries],
        [len(entry.body) for entry in entries],
        b"".join(entry.body for entry in entries),
        *([erased] if erased else []),
    ]
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(msgpack.packb(columns))


def unpacked_bytes(data: bytes) -> int:
    """Return how long a segment says it is unpacked; a lie is found when it is decoded."""
    try:
        return max(0, zstandard.frame_content_size(data))
    except zstandard.ZstdError:
        return len(data)


def _columns(data: bytes) -> list[Any]:
    """Decompress and unpack; refuses what claims to grow past the limits."""
    try:
        size = zstandard.frame_content_size(data)
        if not 0 < size <= SEGMENT_RAW_BYTES_MAX:
            raise MalformedError(f"A segment claims {size} bytes unpacked.")
        raw = zstandard.ZstdDecompressor().decompress(
            data, max_output_size=size, allow_extra_data=False
        )
        columns = msgpack.unpackb(raw, use_list=True, max_map_len=0, max_ext_len=0)
    except (zstandard.ZstdError, ValueError, msgpack.UnpackException) as error:
        raise MalformedError(f"A segment cannot be unpacked: {error}.") from None
    if not isinstance(columns, list) or not _COLUMNS <= len(columns) <= _COLUMNS + 1:
        raise MalformedError("A segment does not have its nine columns, or ten.")
    return columns if len(columns) > _COLUMNS else [*columns, None]


def _check_columns(columns: list[Any]) -> int:
    """Return how many records the columns hold; raises when they disagree or overflow."""
    kinds, kind_column, flags, milliseconds, counters, ids, versions, lengths, bodies, _ = columns
    count = kind_column if type(kind_column) is int else len(kind_column)
    per_record = (milliseconds, ids, versions, lengths)
    optional = tuple(column for column in (flags, counters) if column != 0)
    if not 0 < count <= SEGMENT_RECORDS_MAX:
        raise MalformedError(f"A segment holds {count} records.")
    if any(type(column) is not list or len(column) != count for column in per_record + optional):
        raise MalformedError("A segment's columns differ in length.")
    if type(bodies) is not bytes or sum(lengths) != len(bodies) or min(lengths) < 0:
        raise MalformedError("A segment's bodies do not have the lengths it says.")
    if max(lengths) > BODY_BYTES_MAX:
        raise MalformedError(f"A segment holds a body of {max(lengths)} bytes.")
    if not all(type(kind) is str and fits_kind(kind) for kind in kinds):
        raise MalformedError("A segment names an event kind that is empty, too long or no text.")
    return count


def _erased(column: Any, flags: Any, lengths: list[int]) -> dict[int, Erased]:
    """Return what is left of each body that was erased, by the place of its record."""
    if column is None:
        return {}
    found: dict[int, Erased] = {}
    last = -1
    for at, length, body_sha256 in column:
        if (
            not last < at < len(lengths)
            or lengths[at]
            or not flags
            or not flags[at] & FLAG_ERASABLE
        ):
            raise MalformedError("A segment lacks a body that nobody may erase.")
        if not 0 < length <= BODY_BYTES_MAX or type(body_sha256) is not bytes:
            raise MalformedError("A segment says nothing of a body that was erased.")
        found[at], last = Erased(length, body_sha256), at
    if not found or any(len(each.sha256) != HASH_BYTES for each in found.values()):
        raise MalformedError("A segment says nothing of a body that was erased.")
    return found


def _identifier(column: int | bytes, flags: int, hlc: int, prefix: bytes) -> bytes:
    """Return the id bytes of one record from its column."""
    if type(column) is int:
        if column < 0:
            # Encoded anew it would grow, perhaps past what the next reader takes.
            raise MalformedError("A segment holds an id that was minted after its event.")
        identifier = prefix + _U64.pack(hlc - column)
    elif type(column) is bytes:
        identifier = column
    else:
        raise MalformedError("A segment holds an originator id that is no bytes.")
    if flags & FLAG_TEXT_ID:
        if not fits_text_id(identifier):
            raise MalformedError("A segment holds a text id that is empty, too long or no text.")
    elif len(identifier) != UUID_BYTES:
        raise MalformedError("A segment holds an originator id of the wrong length.")
    return identifier


def decode_segment(
    data: bytes, stream: StreamId, first_sequence: int, previous_chain: bytes
) -> list[Entry]:
    """Rebuild the entries of a segment that follows ``previous_chain``.

    Raises :class:`MalformedError`; whether the entries are what the origin wrote is for the
    seal over the last chain to say.
    """
    try:
        columns = _columns(data)
        _check_columns(columns)
        return _rebuild(columns, stream, first_sequence, previous_chain)
    except (TypeError, ValueError, IndexError, struct.error, OverflowError) as error:
        raise MalformedError(f"A segment's columns hold something else: {error}.") from None


def _rebuild(
    columns: list[Any], stream: StreamId, first_sequence: int, chain: bytes
) -> list[Entry]:
    kinds, kind_column, flag_column, milliseconds, counters, ids, versions, lengths, bodies = (
        columns[:_COLUMNS]
    )
    erased = _erased(columns[_COLUMNS], flag_column, lengths)
    count = len(lengths)
    prefix = stream.author[:MINT_PREFIX_BYTES]
    scope = stream.base_scope.encode()
    kind_bytes = [kind.encode() for kind in kinds]
    single = type(kind_column) is int
    entries: list[Entry] = []
    now_ms = position = 0
    for index in range(count):
        now_ms += milliseconds[index]
        hlc = (now_ms << COUNTER_BITS) | (counters[index] if counters else 0)
        which = 0 if single else kind_column[index]
        flags = flag_column[index] if flag_column else 0
        end = position + lengths[index]
        body = bodies[position:end]
        position = end
        identifier = _identifier(ids[index], flags, hlc, prefix)
        header = encode_header(
            stream,
            first_sequence + index,
            hlc,
            kind=kind_bytes[which],
            scope=scope,
            flags=flags,
            originator_id=identifier,
            originator_version=versions[index],
            body=erased.get(index, body),
        )
        chain = chain_hash(chain, header)
        sequence, record = first_sequence + index, header + body + chain
        fields = (sequence, hlc, kinds[which], flags, identifier, versions[index], body, record)
        entries.append(make_tuple(Entry, fields))
    return entries
