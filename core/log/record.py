"""The bytes of one event: what is stored, hashed, sent and stored again.

::

    header   version u8, flags u8, kind length u16, scope length u8, id length u8,
             author 16s, epoch u32, sequence u64, HLC u64, originator version u32,
             body length u32, body SHA-256 32s, then kind, scope, originator id
    body     msgpack, opaque here
    chain    SHA-256(chain of the record before || header), 32 bytes

All numbers big-endian. The chain covers the header and the header covers the body's hash,
so a body may be erased for privacy and the chain still holds. Sequence 1 follows
:data:`GENESIS`. The format is frozen by golden vectors in the tests.
"""

from __future__ import annotations

import struct
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from core.errors import MalformedError
from core.identity import SCOPE_BYTES_MAX, StreamId

RECORD_VERSION = 1
"""Version of this byte format, the first byte of every record."""

FLAG_TEXT_ID = 1
"""Flag bit: the originator id is UTF-8 text, not the 16 bytes of a UUID."""

FLAG_ERASABLE = 2
"""Flag bit: the author lets go of the body. It may be erased wherever it is held; the header
still has its hash, and so the chain and every seal still hold."""

HEADER = struct.Struct(">BBHBB16sIQQII32s")
"""The fixed part of a header."""

HASH_BYTES = 32
"""Length of a SHA-256."""

GENESIS = bytes(HASH_BYTES)
"""The chain before sequence 1."""

BODY_BYTES_MAX = 1 << 20
"""Largest body, 1 MiB: an invoice of 1,114 lines takes 30 KiB; more is not one event."""

KIND_BYTES_MAX = 500
"""Longest kind: ours are short, but a library application may use dotted class paths. With an
LSN it makes a key of the topic index, and a key of LMDB holds 511 bytes."""

TEXT_ID_BYTES_MAX = 128
"""Longest text id: a key of LMDB holds 511 bytes, and a UUID as text takes 36."""

UUID_BYTES = 16
"""Length of a UUID's bytes."""

MINT_PREFIX_BYTES = 8
"""Leading bytes of the author that a minted id begins with."""


class Erased(NamedTuple):
    """What is left of a body that was erased: what its header says of it."""

    length: int
    sha256: bytes


class Header(NamedTuple):
    """The fields of a record's header, and where its body stands."""

    flags: int
    kind: str
    scope: str
    author: bytes
    epoch: int
    sequence: int
    hlc: int
    originator_id: bytes
    originator_version: int
    body_length: int
    body_sha256: bytes
    size: int
    """Length of the header in bytes: the body starts there."""

    @property
    def stream(self) -> StreamId:
        """The stream this record belongs to."""
        return StreamId(self.author, self.epoch, self.scope)


def encode_header(
    stream: StreamId,
    sequence: int,
    hlc: int,
    *,
    kind: bytes,
    scope: bytes,
    flags: int,
    originator_id: bytes,
    originator_version: int,
    body: bytes | Erased,
) -> bytes:
    """Return the header bytes of one event; ``scope`` is ``stream.scope`` in UTF-8."""
    if isinstance(body, Erased):
        length, body_sha256 = body
    else:
        length, body_sha256 = len(body), sha256(body).digest()
    return (
        HEADER.pack(
            RECORD_VERSION,
            flags,
            len(kind),
            len(scope),
            len(originator_id),
            stream.author,
            stream.epoch,
            sequence,
            hlc,
            originator_version,
            length,
            body_sha256,
        )
        + kind
        + scope
        + originator_id
    )


def chain_hash(previous: bytes, header: bytes) -> bytes:
    """Return the chain hash of a record whose predecessor's chain is ``previous``."""
    return sha256(previous + header).digest()


def decode_header(record: bytes) -> Header:
    """Read the header of a record; raises :class:`MalformedError` naming what is wrong."""
    try:
        (
            version,
            flags,
            kind_length,
            scope_length,
            id_length,
            author,
            epoch,
            sequence,
            hlc,
            originator_version,
            body_length,
            body_sha256,
        ) = HEADER.unpack_from(record)
        kind_end = HEADER.size + kind_length
        scope_end = kind_end + scope_length
        size = scope_end + id_length
        kind = record[HEADER.size : kind_end].decode()
        scope = record[kind_end:scope_end].decode()
    except struct.error:
        raise MalformedError("A record is shorter than a header.") from None
    except UnicodeDecodeError:
        raise MalformedError("A record's kind or scope is not UTF-8 text.") from None
    if version != RECORD_VERSION:
        raise MalformedError(f"A record has version {version}; this program reads 1.")
    originator_id = record[scope_end:size]
    if len(originator_id) != id_length or not kind or not 0 < scope_length <= SCOPE_BYTES_MAX:
        raise MalformedError("A record's header is cut short or empty where it may not be.")
    if not flags & FLAG_TEXT_ID and id_length != UUID_BYTES:
        raise MalformedError(f"A record's UUID has {id_length} bytes, not {UUID_BYTES}.")
    return Header(
        flags,
        kind,
        scope,
        author,
        epoch,
        sequence,
        hlc,
        originator_id,
        originator_version,
        body_length,
        body_sha256,
        size,
    )


def body_of(record: bytes, header: Header) -> bytes:
    """Return the body of a stored record whose header has been read."""
    return record[header.size : -HASH_BYTES]


def chain_of(record: bytes) -> bytes:
    """Return the chain hash a stored record ends with."""
    return record[-HASH_BYTES:]


def erased_of(record: bytes) -> Erased | None:
    """Return what is left of a record's body, None when it is all there.

    Raises :class:`MalformedError` when the bytes are no record.
    """
    header = decode_header(record)
    erased = header.flags & FLAG_ERASABLE and header.body_length
    if not erased or len(record) != header.size + HASH_BYTES:
        return None
    return Erased(header.body_length, header.body_sha256)


def without_body(record: bytes) -> bytes:
    """Return a record whose author lets go of its body without it; any other as it is."""
    header = decode_header(record)
    if not header.flags & FLAG_ERASABLE:
        return record
    return record[: header.size] + chain_of(record)


def verify_record(record: bytes, previous: bytes) -> Header:
    """Check one stored record against its predecessor's chain and return its header.

    Raises :class:`MalformedError` naming the field that does not hold.
    """
    header = decode_header(record)
    body = body_of(record, header)
    if not body and erased_of(record) is not None:
        _check_chain(record, header, previous)
        return header
    if len(body) != header.body_length:
        raise MalformedError(
            f"Record {header.sequence}: the body has {len(body)} bytes, "
            f"the header says {header.body_length}."
        )
    if sha256(body).digest() != header.body_sha256:
        raise MalformedError(f"Record {header.sequence}: the body is not what was hashed.")
    _check_chain(record, header, previous)
    return header


def _check_chain(record: bytes, header: Header, previous: bytes) -> None:
    if chain_hash(previous, record[: header.size]) != chain_of(record):
        raise MalformedError(f"Record {header.sequence}: the chain does not continue.")


def fits_kind(kind: str) -> bool:
    """Return whether a text can be an event kind: neither empty nor too long, no NUL."""
    return 0 < len(kind.encode()) <= KIND_BYTES_MAX and "\0" not in kind


def fits_text_id(data: bytes) -> bool:
    """Return whether bytes can be a text id: UTF-8, neither empty nor too long, no NUL."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return 0 < len(data) <= TEXT_ID_BYTES_MAX and b"\0" not in data


def encode_originator_id(originator_id: UUID | str) -> tuple[int, bytes]:
    """Return the flag bits and bytes of an originator id.

    Raises ValueError when a text id is empty, too long or contains a NUL.
    """
    if isinstance(originator_id, UUID):
        return 0, originator_id.bytes
    data = originator_id.encode()
    if not fits_text_id(data):
        raise ValueError(f"An originator id has 1 to {TEXT_ID_BYTES_MAX} bytes and no NUL.")
    return FLAG_TEXT_ID, data


def decode_originator_id(flags: int, data: bytes) -> UUID | str:
    """Return the originator id of a header's flags and id bytes."""
    return data.decode() if flags & FLAG_TEXT_ID else UUID(bytes=data)
