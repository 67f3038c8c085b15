"""Approvals: what was asked for, what was answered, and what was done on whose word.

Keys: ``q`` + request id, stream -> what was asked; ``a`` + request id, stream, sequence -> who
answered what; ``u`` + request id, stream -> nothing: the request was used; ``d`` + stream, sequence
-> what was done; ``w`` + request id, stream -> nothing, while nobody has answered it. The stream
of a request's use is in its key, since only the till that asked may use it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

import msgpack

from core.identity import StreamId
from core.log.entry import is_text_id
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.people_facts import AnswerFact, ApprovedFact, RequestFact
from core.shop.reading import ID_BYTES

_SEQUENCE = struct.Struct(">Q")
_ID_END = 1 + ID_BYTES


class Request(NamedTuple):
    """Leave somebody asked for at a till."""

    id: UUID
    stream: StreamId
    said: RequestFact


class Done(NamedTuple):
    """An act done on somebody's word, and where it stands."""

    stream: StreamId
    sequence: int
    said: ApprovedFact


class Approvals:
    """Every approval of the branches whose streams are held; rows are only ever added.

    Which requests wait follows from the rows alone.
    """

    name = "approvals"
    version = 2
    kinds = frozenset({kinds.APPROVAL_REQUESTED, kinds.APPROVAL_ANSWERED, kinds.ACT_APPROVED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Write one row a fact."""
        end = stream.to_bytes()
        for entry, fact in facts:
            if entry.kind not in self.kinds or is_text_id(entry):
                continue
            place = end + _SEQUENCE.pack(entry.sequence)
            if entry.kind == kinds.APPROVAL_REQUESTED:
                table.put(b"q" + entry.originator_id + end, msgpack.packb(fact))
                _note_waiting(table, entry.originator_id)
            elif entry.kind == kinds.APPROVAL_ANSWERED:
                table.put(b"a" + fact.request + place, msgpack.packb(fact))
                _note_waiting(table, fact.request)
            else:
                table.put(b"d" + place, msgpack.packb(fact))
                if fact.request:
                    table.put(b"u" + fact.request + end, b"")

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _note_waiting(table: Table, identifier: bytes) -> None:
    answered = next(table.scan(b"a" + identifier), None) is not None
    for key, _ in list(table.scan(b"q" + identifier)):
        if answered:
            table.delete(b"w" + key[1:])
        else:
            table.put(b"w" + key[1:], b"")


def request_of(table: Table, identifier: UUID, stream: StreamId | None = None) -> Request | None:
    """Return a request, the one of ``stream`` if that is given."""
    prefix = b"q" + identifier.bytes + (b"" if stream is None else stream.to_bytes())
    return next((_request(key, value) for key, value in table.scan(prefix)), None)


def requests(table: Table) -> Iterator[Request]:
    """Yield every request."""
    for key, value in table.scan(b"q"):
        yield _request(key, value)


def waiting(table: Table) -> Iterator[Request]:
    """Yield the requests nobody has answered."""
    for key, _ in table.scan(b"w"):
        value = table.get(b"q" + key[1:])
        assert value is not None, "what waits was asked"
        yield _request(key, value)


def _request(key: bytes, value: bytes) -> Request:
    said = RequestFact(*msgpack.unpackb(value))
    return Request(UUID(bytes=key[1:_ID_END]), StreamId.from_bytes(key[_ID_END:]), said)


def answers(table: Table, request: UUID) -> list[AnswerFact]:
    """Return every answer to a request."""
    return [AnswerFact(*msgpack.unpackb(value)) for _, value in table.scan(b"a" + request.bytes)]


def is_used(table: Table, request: Request) -> bool:
    """Return whether an act was done on the answer to a request."""
    return table.get(b"u" + request.id.bytes + request.stream.to_bytes()) is not None


def done(table: Table) -> Iterator[Done]:
    """Yield every act that was done on somebody's word."""
    for key, value in table.scan(b"d"):
        yield _done(key, value)


def done_lately(table: Table, stream: StreamId) -> Iterator[Done]:
    """Yield the acts of one stream that were done on somebody's word, the last first."""
    for key, value in table.scan_back(b"d" + stream.to_bytes()):
        yield _done(key, value)


def _done(key: bytes, value: bytes) -> Done:
    end = len(key) - _SEQUENCE.size
    (sequence,) = _SEQUENCE.unpack_from(key, end)
    return Done(StreamId.from_bytes(key[1:end]), sequence, ApprovedFact(*msgpack.unpackb(value)))
