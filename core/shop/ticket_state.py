"""What a ticket has come to: the fold of its steps, in whatever order they were heard.

An observed-remove map. Every scan is a contribution to a line, and lines are sums of what is
left of theirs: two tills that each scan one more make two more. Taking a line off, like ending the
ticket, takes away the contributions within its cut, those its till had seen; what another till
scanned meanwhile stays, so no goods and no money vanish between two tills. Fields, and the
price and note of a line, merge one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from core.crdt.field_map import FieldMap, Value
from core.crdt.lww import Tag
from core.hlc import milliseconds_of
from core.identity import StreamId
from core.money import price_for
from core.shop import kinds
from core.shop.lines import ItemLine, item_line
from core.shop.ticket import TicketCut, cut_of
from core.shop.ticket_beside import FAMILIES, Beside, Offs, beside
from core.shop.ticket_facts import (
    ClosedFact,
    CompletedFact,
    EditFact,
    OpenedFact,
    RemovalFact,
    ScanFact,
    TenderFact,
)
from core.shop.ticket_fields import HOLDER, NO_PRICE, NOTES, PRICES, empty_of, line_field
from core.shop.ticket_seen import Seen

OPEN, HELD, LEFT, COMPLETED, CLOSED = "open", "held", "left", "completed", "closed"
"""The states of a ticket: at a till; put aside; ended, with something on it that came too late
for that; a sale; ended without one."""


End = CompletedFact | ClosedFact
"""What ends a ticket."""


class Step(NamedTuple):
    """One step of a ticket and where it stands; steps sort as people saw them happen."""

    hlc: int
    stream: bytes
    sequence: int
    kind: str
    fact: Any

    @property
    def place(self) -> tuple[bytes, int]:
        """Where it stands."""
        return self.stream, self.sequence

    @property
    def seen(self) -> Seen:
        """What its till had seen: of a step that ends something."""
        return Seen(self.stream, self.fact.cut)


class TicketLine(NamedTuple):
    """Goods on a ticket."""

    line: int
    owner: bytes
    """The stream that holds its first scan."""
    till: str
    sku: str
    quantity_milli: int
    amount_minor: int
    """For the whole quantity: by its own price if it was given one, else as it was scanned."""
    scanned_minor: int
    """What its scans came to."""
    price_minor: int
    """What one was said to cost; below nothing when nobody said so."""
    note: str
    stated: bool
    """Whether somebody typed what it costs: promotions leave it alone."""
    cut: TicketCut
    """Covers all of it that was heard of."""
    off: Offs
    """What was typed to be taken off it."""

    @property
    def item(self) -> ItemLine:
        """The line as a sale has it."""
        return item_line(self.sku, self.quantity_milli, self.amount_minor)


class TicketMoney(NamedTuple):
    """A payment that was taken on a ticket and not given back."""

    stream: bytes
    sequence: int
    till: str
    kind: str
    amount_minor: int
    reference: str
    pending: int


class TicketState(NamedTuple):
    """A ticket as far as this node has heard of it."""

    id: UUID
    opened: OpenedFact
    at_ms: int
    """When it was opened."""
    stream: bytes
    """The stream of the till that opened it."""
    lines: tuple[TicketLine, ...]
    tenders: tuple[TicketMoney, ...]
    ends: tuple[End, ...]
    fields: FieldMap
    beside: Beside
    cut: TicketCut
    lines_added: int
    """The highest number any line ever had."""
    heard_hlc: int
    """When its latest step was recorded."""

    def word(self, name: str) -> Value:
        """Return what a field says."""
        fields = self.beside.fields if name.startswith(FAMILIES) else self.fields
        held = fields.fields.get(name)
        if held is not None:
            return held.value
        return self.opened.till if name == HOLDER else empty_of(name)

    @property
    def holder(self) -> str:
        """The till that has it; empty while it is on hold."""
        return str(self.word(HOLDER))

    @property
    def state(self) -> str:
        """How it stands."""
        if not self.ends:
            return OPEN if self.holder else HELD
        if self.lines or self.tenders or self.beside.cards:
            return LEFT
        return COMPLETED if self.sales else CLOSED

    @property
    def sales(self) -> list[UUID]:
        """The sales it became: one, unless two tills ended it apart."""
        return [UUID(bytes=end.sale) for end in self.ends if isinstance(end, CompletedFact)]

    @property
    def to_pay_minor(self) -> int:
        """What its lines come to, before promotions, taxes and rounding."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def discount_minor(self) -> int:
        """What was typed to be taken off it and its lines, by the shop."""
        offs = (self.beside.off(), *(line.off for line in self.lines))
        return sum(off.discount.amount_minor for off in offs)

    @property
    def tendered_minor(self) -> int:
        """What has been paid so far."""
        return sum(tender.amount_minor for tender in self.tenders)


def ticket_of(identifier: UUID, steps: Iterable[Step]) -> TicketState | None:
    """Return the fold of a ticket's steps; None while its opening was not heard of."""
    ordered = sorted(steps)
    opening = next((step for step in ordered if isinstance(step.fact, OpenedFact)), None)
    if opening is None:
        return None
    ending = [step for step in ordered if isinstance(step.fact, CompletedFact | ClosedFact)]
    ends, ended = tuple(step.fact for step in ending), [step.seen for step in ending]
    fields = _fields(ordered)
    scans = [step for step in ordered if isinstance(step.fact, ScanFact)]
    found = beside(fields, (end.cut for end in ends))
    return TicketState(
        identifier,
        opening.fact,
        opening.fact.at_ms,
        opening.stream,
        _lines(ordered, scans, ended, fields, found),
        _money(ordered, ended),
        ends,
        fields,
        found,
        cut_of([step.place for step in ordered]),
        max((step.fact.line for step in scans), default=0),
        ordered[-1].hlc,
    )


def _fields(steps: list[Step]) -> FieldMap:
    fields = FieldMap()
    for step in steps:
        if isinstance(step.fact, EditFact):
            stream = StreamId.from_bytes(step.stream)
            tag = Tag(milliseconds_of(step.hlc), stream.author, stream.epoch, step.sequence)
            for name, revision, value in step.fact.fields:
                fields = fields.written(name, revision, tag, value)
    return fields


def _lines(
    steps: list[Step],
    scans: list[Step],
    ended: list[Seen],
    fields: FieldMap,
    others: Beside,
) -> tuple[TicketLine, ...]:
    removals: defaultdict[tuple[int, bytes], list[Seen]] = defaultdict(list)
    for step in steps:
        if isinstance(step.fact, RemovalFact):
            removals[step.fact.line, step.fact.owner or step.stream].append(step.seen)
    left: dict[tuple[int, bytes], list[Step]] = {}
    for step in scans:
        key = step.fact.line, step.fact.owner or step.stream
        if not any(seen.covers(step.place) for seen in (*removals[key], *ended)):
            left.setdefault(key, []).append(step)
    lines = (
        _line(number, owner, found, fields, others.off(number, owner))
        for (number, owner), found in left.items()
    )
    return tuple(line for line in lines if line.quantity_milli > 0)


def _line(number: int, owner: bytes, scans: list[Step], fields: FieldMap, off: Offs) -> TicketLine:
    first = scans[0].fact
    quantity = sum(step.fact.quantity_milli for step in scans)
    amount = sum(step.fact.amount_minor for step in scans)
    price = fields.fields.get(line_field(PRICES, number, owner))
    note = fields.fields.get(line_field(NOTES, number, owner))
    unit = NO_PRICE if price is None else int(price.value)
    return TicketLine(
        number,
        owner,
        first.till,
        first.sku,
        quantity,
        amount if unit == NO_PRICE else price_for(unit, quantity),
        amount,
        unit,
        "" if note is None else str(note.value),
        unit != NO_PRICE or any(step.fact.stated for step in scans),
        cut_of([step.place for step in scans]),
        off,
    )


def _money(steps: list[Step], ended: list[Seen]) -> tuple[TicketMoney, ...]:
    returned = {
        (step.stream, step.fact.sequence)
        for step in steps
        if step.kind == kinds.TICKET_TENDER_RETURNED
    }
    return tuple(
        TicketMoney._make((*step.place, *step.fact[2:]))
        for step in steps
        if isinstance(step.fact, TenderFact)
        and step.place not in returned
        and not any(seen.covers(step.place) for seen in ended)
    )
