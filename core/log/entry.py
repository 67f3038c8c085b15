"""What the log is handed, and what it hands on: drafts, entries and heads."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from core.identity import StreamId
from core.log.record import (
    FLAG_TEXT_ID,
    GENESIS,
    HASH_BYTES,
    chain_hash,
    decode_header,
    encode_header,
    encode_originator_id,
)


class Draft(NamedTuple):
    """An event decided but not yet recorded: no sequence, no time, no chain."""

    kind: str
    scope: str
    originator_id: UUID | str
    originator_version: int
    body: bytes


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


EMPTY_HEAD = Head(0, 0, GENESIS)
"""The head of a stream of which nothing is held."""


def record_draft(stream: StreamId, head: Head, hlc: int, draft: Draft) -> Entry:
    """Return ``draft`` recorded as the event after ``head``, stamped ``hlc``."""
    flags, originator_id = encode_originator_id(draft.originator_id)
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
    """Return the entry of stored record bytes, without verifying the chain."""
    header = decode_header(record)
    return Entry(
        header.sequence,
        header.hlc,
        header.kind,
        header.flags,
        header.originator_id,
        header.originator_version,
        record[header.size : -HASH_BYTES],
        record,
    )


def is_text_id(entry: Entry) -> bool:
    """Return whether the originator id is text."""
    return bool(entry.flags & FLAG_TEXT_ID)
