"""Readers of tickets: every step as a projection keeps it, checked field by field.

In schema version 1 a ticket was its till's alone and stood in the header as the originator:
such a fact names no ticket, and its cut is empty; the projection puts both in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.errors import MalformedError
from core.identity import StreamId
from core.log.projection import Reader
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.limits import (
    LINES_MAX,
    LOCATION_LENGTH_MAX,
    REVISION_MAX,
    SKU_LENGTH_MAX,
    TENDER_LENGTH_MAX,
)
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields
from core.shop.ticket import TicketCut
from core.shop.ticket_fields import is_ticket_field

CUT_STREAMS_MAX = 1_000
"""Most streams of one ticket's cut: more tills than a branch has, each restored twice."""

SEQUENCE_MAX = 2**63 - 1
"""Highest sequence a cut may state."""

EDIT_FIELDS_MAX = 100
"""Most fields of one edit; whoever writes more, as of a long ticket that is split, writes two."""


class OpenedFact(NamedTuple):
    """A ticket that was opened."""

    at_ms: int
    location: str
    till: str


class ScanFact(NamedTuple):
    """Goods added to a line, or taken off it."""

    at_ms: int
    ticket: bytes
    line: int
    owner: bytes
    till: str
    sku: str
    quantity_milli: int
    amount_minor: int
    stated: int
    """1 when the amount was typed or printed by a scale, and not the catalogue's."""


class RemovalFact(NamedTuple):
    """A line taken off, as far as the cut."""

    at_ms: int
    ticket: bytes
    line: int
    owner: bytes
    cut: TicketCut


class TenderFact(NamedTuple):
    """A payment taken."""

    at_ms: int
    ticket: bytes
    till: str
    kind: str
    amount_minor: int
    reference: str
    pending: int


class TenderReturnFact(NamedTuple):
    """A payment given back: the one at this place of the same stream."""

    at_ms: int
    ticket: bytes
    sequence: int


class EditFact(NamedTuple):
    """Fields written: (name, revision, value), by name."""

    at_ms: int
    ticket: bytes
    fields: tuple[tuple[str, int, str | int], ...]


class CompletedFact(NamedTuple):
    """A ticket that became a sale, as far as the cut."""

    at_ms: int
    ticket: bytes
    sale: bytes
    cut: TicketCut


class ClosedFact(NamedTuple):
    """A ticket that went into another, or was given up, as far as the cut."""

    at_ms: int
    ticket: bytes
    into: bytes
    reason: str
    cut: TicketCut


def _read_opened(body: bytes) -> OpenedFact:
    fact = OpenedFact._make(read_fields(body, 2))
    must_be_word(fact.location, length_max=LOCATION_LENGTH_MAX)
    must_be_word(fact.till)
    return fact


def _must_be_ticket(value: Any, *, first_version: bool) -> None:
    if not first_version:
        must_be_id(value)


def _must_be_owner(value: Any) -> None:
    if value != b"":
        if type(value) is not bytes:
            raise MalformedError("The owner of a line is no stream.")
        StreamId.from_bytes(value)


def _must_be_cut(cut: Any) -> None:
    if type(cut) is not tuple or len(cut) > CUT_STREAMS_MAX:
        raise MalformedError("A ticket's cut has too many streams.")
    before = b""
    for stream, sequence in cut:
        if type(stream) is not bytes or stream <= before:
            raise MalformedError("A ticket's cut names what is no stream, or one twice.")
        StreamId.from_bytes(stream)
        must_be_whole(sequence, 1, SEQUENCE_MAX)
        before = stream


def _read_scan(body: bytes) -> ScanFact:
    at_ms, *fields = read_fields(body, 4, 8)
    first = len(fields) == 4
    if first:
        line, *goods = fields
        fields = [b"", line, b"", "", *goods, 0]
    fact = ScanFact(at_ms, *fields)
    _must_be_ticket(fact.ticket, first_version=first)
    must_be_whole(fact.line, 1, LINES_MAX)
    _must_be_owner(fact.owner)
    must_be_word(fact.till, empty=first)
    must_be_word(fact.sku, length_max=SKU_LENGTH_MAX)
    must_be_whole(fact.quantity_milli, -QUANTITY_MILLI_MAX, QUANTITY_MILLI_MAX)
    must_be_whole(fact.amount_minor, -AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)
    must_be_whole(fact.stated, 0, 1)
    return fact


def _read_removal(body: bytes) -> RemovalFact:
    at_ms, *fields = read_fields(body, 1, 4)
    first = len(fields) == 1
    fact = RemovalFact(at_ms, *([b"", *fields, b"", ()] if first else fields))
    _must_be_ticket(fact.ticket, first_version=first)
    must_be_whole(fact.line, 1, LINES_MAX)
    _must_be_owner(fact.owner)
    _must_be_cut(fact.cut)
    return fact


def _read_tender(body: bytes) -> TenderFact:
    at_ms, *fields = read_fields(body, 2, 6)
    first = len(fields) == 2
    fact = TenderFact(at_ms, *([b"", "", *fields, "", 0] if first else fields))
    _must_be_ticket(fact.ticket, first_version=first)
    must_be_word(fact.till, empty=first)
    must_be_word(fact.kind, length_max=TENDER_LENGTH_MAX)
    must_be_whole(fact.amount_minor, 1, AMOUNT_MINOR_MAX)
    must_be_word(fact.reference, empty=True)
    must_be_whole(fact.pending, 0, 1)
    return fact


def _read_tender_return(body: bytes) -> TenderReturnFact:
    fact = TenderReturnFact._make(read_fields(body, 2))
    must_be_id(fact.ticket)
    must_be_whole(fact.sequence, 1, SEQUENCE_MAX)
    return fact


def _read_edit(body: bytes) -> EditFact:
    fact = EditFact._make(read_fields(body, 2))
    must_be_id(fact.ticket)
    fields: Any = fact.fields
    if type(fields) is not tuple or not 0 < len(fields) <= EDIT_FIELDS_MAX:
        raise MalformedError(f"An edit of a ticket writes 1 to {EDIT_FIELDS_MAX} fields.")
    before = ""
    for name, revision, value in fields:
        must_be_whole(revision, 1, REVISION_MAX)
        if not is_ticket_field(name, value) or name <= before:
            raise MalformedError("An edit has a field no ticket has, or the same one twice.")
        before = name
    return fact


def _read_completed(body: bytes) -> CompletedFact:
    at_ms, *fields = read_fields(body, 1, 3)
    first = len(fields) == 1
    fact = CompletedFact(at_ms, *([b"", *fields, ()] if first else fields))
    _must_be_ticket(fact.ticket, first_version=first)
    must_be_id(fact.sale)
    _must_be_cut(fact.cut)
    return fact


def _read_closed(body: bytes) -> ClosedFact:
    fact = ClosedFact._make(read_fields(body, 4))
    must_be_id(fact.ticket)
    if fact.into != b"":
        must_be_id(fact.into)
    must_be_word(fact.reason, empty=True)
    _must_be_cut(fact.cut)
    return fact


READERS: Mapping[str, Reader] = {
    kind: guarded(read)
    for kind, read in {
        kinds.TICKET_OPENED: _read_opened,
        kinds.TICKET_LINE_ADDED: _read_scan,
        kinds.TICKET_LINE_REMOVED: _read_removal,
        kinds.TICKET_TENDERED: _read_tender,
        kinds.TICKET_TENDER_RETURNED: _read_tender_return,
        kinds.TICKET_EDITED: _read_edit,
        kinds.TICKET_COMPLETED: _read_completed,
        kinds.TICKET_CLOSED: _read_closed,
    }.items()
}
"""The reader of every step of a ticket."""
