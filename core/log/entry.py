"""What the log is handed, and what it hands on: drafts, entries and heads."""

from __future__ import annotations

import struct
from typing import NamedTuple
from uuid import UUID

from core.errors import RefusedError
from core.identity import LANE_MARK, SCOPE_BYTES_MAX, StreamId
from core.log.record import (
    BODY_BYTES_MAX,
    FLAG_ERASABLE,
    FLAG_TEXT_ID,
    GENESIS,
    HASH_BYTES,
    HEADER,
    KIND_BYTES_MAX,
    chain_hash,
    decode_header,
    encode_header,
    encode_originator_id,
    fits_kind,
)
from core.tuples import make_tuple


class Draft(NamedTuple):
    """An event decided but not yet recorded: no sequence, no time, no chain."""

    kind: str
    scope: str
    originator_id: UUID | str
    originator_version: int
    body: bytes
    erasable: bool = False
    """Whether the body may be erased later on."""


class Entry(NamedTuple):
    """One recorded event of a stream that is known from the context."""

    sequence: int
    hlc: int
    kind: str
    flags: int
    originator_id: bytes
    originator_version: int
    body: bytes
    record: bytes
    """The exact bytes: header, body, chain hash."""

    @property
    def chain(self) -> bytes:
        """The chain hash at this entry."""
        return self.record[-HASH_BYTES:]


class Head(NamedTuple):
    """How far a stream is held: its highest sequence, that record's HLC and chain hash."""

    sequence: int
    hlc: int
    chain: bytes


def head_of(entry: Entry) -> Head:
    """Return the head of a stream that ends with ``entry``."""
    return Head(entry.sequence, entry.hlc, entry.chain)


EMPTY_HEAD = Head(0, 0, GENESIS)
"""The head of a stream of which nothing is held."""


def check_draft(draft: Draft) -> None:
    """Check that every peer could read the draft; raises :class:`RefusedError`."""
    if len(draft.body) > BODY_BYTES_MAX:
        raise RefusedError(
            f"An event of {len(draft.body)} bytes is over the limit of {BODY_BYTES_MAX}."
        )
    if not fits_kind(draft.kind):
        raise RefusedError(f"An event kind has 1 to {KIND_BYTES_MAX} bytes and no NUL.")
    if not 0 < len(draft.scope.encode()) <= SCOPE_BYTES_MAX:
        raise RefusedError(f"A scope has 1 to {SCOPE_BYTES_MAX} bytes; '{draft.scope}' has not.")
    if LANE_MARK in draft.scope:
        raise RefusedError(f"A scope has no '{LANE_MARK}'; '{draft.scope}' has.")


def record_draft(stream: StreamId, head: Head, hlc: int, draft: Draft) -> Entry:
    """Return ``draft`` recorded as the event after ``head``, stamped ``hlc``."""
    flags, originator_id = encode_originator_id(draft.originator_id)
    if draft.erasable:
        flags |= FLAG_ERASABLE
    sequence = head.sequence + 1
    header = encode_header(
        stream,
        sequence,
        hlc,
        kind=draft.kind.encode(),
        scope=stream.scope.encode(),
        flags=flags,
        originator_id=originator_id,
        originator_version=draft.originator_version,
        body=draft.body,
    )
    return Entry(
        sequence,
        hlc,
        draft.kind,
        flags,
        originator_id,
        draft.originator_version,
        draft.body,
        header + draft.body + chain_hash(head.chain, header),
    )


def entry_of(record: bytes) -> Entry:
    """Return the entry of stored record bytes, without verifying the chain.

    Raises :class:`core.errors.MalformedError` when the bytes are no record.
    """
    # Every event of a rebuild passes here: the fields are taken without a Header between.
    try:
        (_, flags, kind_length, scope_length, id_length, _, _, sequence, hlc, version, _, _) = (
            HEADER.unpack_from(record)
        )
        kind_end = HEADER.size + kind_length
        kind = record[HEADER.size : kind_end].decode()
    except (struct.error, UnicodeDecodeError):
        decode_header(record)
        raise
    id_start = kind_end + scope_length
    body_start = id_start + id_length
    identifier = record[id_start:body_start]
    body = record[body_start:-HASH_BYTES]
    return make_tuple(Entry, (sequence, hlc, kind, flags, identifier, version, body, record))


def is_text_id(entry: Entry) -> bool:
    """Return whether the originator id is text."""
    return bool(entry.flags & FLAG_TEXT_ID)
