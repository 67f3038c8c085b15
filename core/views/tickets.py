"""Tickets: every step of every ticket, and which tickets still wait for somebody.

Rows are only ever added, each under the place of its event, so any order gives the same bytes.
A step counts for the ticket of its id in its own scope: another branch cannot touch it.

Keys: ``r`` + ticket, sequence (u64), stream -> (kind, HLC, fact); ``m`` + scope, NUL, ticket -> one
byte, whether it was opened and whether it was ended; ``o`` + scope, NUL, ticket -> nothing, while
it is open, or something is left on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import msgpack

from core.identity import StreamId
from core.log.entry import is_text_id
from core.log.layout import U64
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.reading import ID_BYTES
from core.shop.ticket_facts import (
    ClosedFact,
    CompletedFact,
    EditFact,
    OpenedFact,
    RemovalFact,
    ScanFact,
    TenderFact,
    TenderReturnFact,
)
from core.shop.ticket_state import HELD, LEFT, OPEN, Step, TicketState, ticket_of

TICKETS = "tickets"
"""The name of the projection."""

_FACTS: tuple[tuple[str, type[Any]], ...] = (
    (kinds.TICKET_OPENED, OpenedFact),
    (kinds.TICKET_LINE_ADDED, ScanFact),
    (kinds.TICKET_LINE_REMOVED, RemovalFact),
    (kinds.TICKET_TENDERED, TenderFact),
    (kinds.TICKET_TENDER_RETURNED, TenderReturnFact),
    (kinds.TICKET_EDITED, EditFact),
    (kinds.TICKET_COMPLETED, CompletedFact),
    (kinds.TICKET_CLOSED, ClosedFact),
)
"""Of each kind, by the number it has in a row, the fact it is read as."""

_NUMBER = {kind: number for number, (kind, _) in enumerate(_FACTS)}
_ENDS = frozenset({kinds.TICKET_COMPLETED, kinds.TICKET_CLOSED})
_OPENED, _ENDED = 1, 2


class Tickets:
    """The tickets of every branch whose streams are held."""

    name = TICKETS
    version = 4
    kinds = frozenset(_NUMBER)

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Write one row a step, and note which tickets were touched."""
        stream_bytes, scope = stream.to_bytes(), stream.base_scope
        for entry, fact in facts:
            kind = entry.kind
            if kind not in self.kinds:
                continue
            ticket = entry.originator_id if kind == kinds.TICKET_OPENED else fact.ticket
            if not ticket:  # version 1: the ticket is the originator, and its stream's alone
                ticket = entry.originator_id
                if hasattr(fact, "cut"):
                    fact = fact._replace(cut=((stream_bytes, entry.sequence),))
            if len(ticket) != ID_BYTES or (ticket is entry.originator_id and is_text_id(entry)):
                continue
            key = b"r" + ticket + U64.pack(entry.sequence) + stream_bytes
            table.put(key, msgpack.packb((_NUMBER[kind], entry.hlc, fact)))
            flag = _OPENED if kind == kinds.TICKET_OPENED else _ENDED if kind in _ENDS else 0
            table.pending[scope, ticket] = table.pending.get((scope, ticket), 0) | flag

    def flush(self, table: Table, stream: StreamId) -> None:
        """Say of each touched ticket whether it waits for somebody."""
        for (scope, ticket), flag in sorted(table.pending.items()):
            name = scope.encode() + b"\0" + ticket
            held = table.get(b"m" + name) or b"\0"
            flags = held[0] | flag
            if flags != held[0]:
                table.put(b"m" + name, bytes([flags]))
            waits = flags == _OPENED
            if flags == _OPENED | _ENDED:
                found = find(table, UUID(bytes=ticket), scope)
                waits = found is not None and found.state == LEFT
            if waits:
                table.put(b"o" + name, b"")
            else:
                table.delete(b"o" + name)
        table.pending.clear()


def find(table: Table, ticket: UUID, scope: str) -> TicketState | None:
    """Return a ticket of a branch's scope, open or ended; None when it is not known here."""
    return ticket_of(ticket, _steps(table, ticket, scope))


def _steps(table: Table, ticket: UUID, scope: str) -> Iterator[Step]:
    prefix = b"r" + ticket.bytes
    for key, value in table.scan(prefix):
        stream = key[len(prefix) + U64.size :]
        if StreamId.from_bytes(stream).base_scope != scope:
            continue
        number, hlc, fields = msgpack.unpackb(value, use_list=False)
        kind, fact = _FACTS[number]
        sequence = int(U64.unpack_from(key, len(prefix))[0])
        yield Step(hlc, stream, sequence, kind, fact._make(fields))


def waiting(table: Table, scope: str | None = None) -> list[tuple[str, UUID]]:
    """Return (scope, id) of every ticket that waits, of one branch or all, oldest first."""
    prefix = b"o" if scope is None else b"o" + scope.encode() + b"\0"
    found = []
    for key, _ in table.scan(prefix):
        name, identifier = key[1 : -ID_BYTES - 1], key[-ID_BYTES:]
        found.append((name.decode(), UUID(bytes=identifier)))
    return found


def open_tickets(table: Table, scope: str) -> list[TicketState]:
    """Return the tickets of a branch that wait, oldest first."""
    states = (find(table, ticket, scope) for _, ticket in waiting(table, scope))
    return [state for state in states if state is not None and state.state in (OPEN, HELD, LEFT)]
