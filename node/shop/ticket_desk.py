"""What every verb of a ticket needs: to find it, to name a line, to write fields, to answer."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from core.crdt.field_map import Value
from core.errors import RefusedError
from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.entry import entry_of
from core.log.log_view import LogView
from core.log.store import Transaction
from core.shop.aggregate import ShopAggregate
from core.shop.lines import totals_of
from core.shop.product_edit import FieldEdit
from core.shop.ticket_beside import priced
from core.shop.ticket_facts import EDIT_FIELDS_MAX, READERS
from core.shop.ticket_fields import (
    CUSTOMER,
    GROUP,
    HOLDER,
    NAME,
    NO_PRICE,
    PERSON,
    MoneyOff,
)
from core.shop.ticket_state import CLOSED, COMPLETED, TicketLine, TicketMoney, TicketState
from core.shop.ticket_steps import TicketEdit
from core.views import tickets
from core.views.tickets import TICKETS
from node.commands import GiftCardSold, TenderPaid
from node.shop.answers import tickets as answers
from node.shop.answers.tickets import TicketAnswer
from node.shop.charging import CASH, Charged, charge
from node.shop.crediting import card_lines
from node.shop.promoting import promoted
from node.till import Till


def known_ticket(till: Till, transaction: Transaction, identifier: UUID) -> TicketState:
    """Return a ticket of this branch; raises :class:`RefusedError` when none is known here."""
    table = till.log.table(transaction, TICKETS)
    found = tickets.find(table, identifier, till.branch_stream.scope)
    if found is None:
        raise RefusedError(
            f"There is no ticket {identifier} in this branch, as far as this node has heard."
        )
    return found


def open_ticket_of(till: Till, transaction: Transaction, identifier: UUID) -> TicketState:
    """Return a ticket that may be worked on; raises :class:`RefusedError`."""
    found = known_ticket(till, transaction, identifier)
    if found.state in (COMPLETED, CLOSED):
        raise RefusedError(f"This ticket is {found.state}; open a new one.")
    return found


def must_be_here(till: Till, found: TicketState) -> None:
    """Raise :class:`RefusedError` when another till has the ticket.

    Any till may scan into it; what ends or divides it is for the one that has it.
    """
    if found.holder not in ("", till.config.name):
        raise RefusedError(
            f"Ticket {found.id} is at {found.holder}; take it here first: "
            f"'tillmesh ticket recall {found.id}'."
        )


def must_have_no_money(found: TicketState) -> None:
    """Raise :class:`RefusedError` when money was taken on a ticket."""
    if found.tenders:
        raise RefusedError(f"Money was taken on ticket {found.id}; give it back first.")


def step_done(till: Till, command_id: UUID | None, ticket: UUID) -> bool:
    """Return whether a command with this id did something to the ticket before.

    Raises :class:`RefusedError` when a command about something else had the id.
    """
    if command_id is None:
        return False
    with till.log.read() as view:
        record = next(iter(view.aggregate(0, command_id.bytes)), None)
    if record is None:
        return False
    entry = entry_of(record)
    fact = READERS[entry.kind](entry.body) if entry.kind in READERS else None
    if getattr(fact, "ticket", None) != ticket.bytes:
        raise RefusedError(
            f"The id {command_id} was used for something else; give every command its own."
        )
    return True


def line_of(found: TicketState, number: int, at: str) -> TicketLine:
    """Return the line a person means; raises :class:`RefusedError`."""
    lines = [line for line in found.lines if line.line == number and at in ("", line.till)]
    if not lines:
        where = f" of {at}" if at else ""
        raise RefusedError(f"Line {number}{where} is not on this ticket.")
    if len(lines) > 1:
        names = " or ".join(sorted(f"{line.line}@{line.till}" for line in lines))
        raise RefusedError(f"Two tills gave the number {number}: say {names}.")
    return lines[0]


def edit_of(
    till: Till, ticket: UUID, found: TicketState | None, values: Mapping[str, Value], id: UUID
) -> list[ShopAggregate]:
    """Return the edits that give fields these values; none when they have them already.

    A fresh ticket is given as None. Mostly it is one edit, with the id that is given.
    """
    edits = [
        FieldEdit(name, 1 if found is None else found.fields.revision(name) + 1, value)
        for name, value in sorted(values.items())
        if found is None or found.word(name) != value
    ]
    return [
        TicketEdit.edit(
            id=till.log.mint_id() if at else id,
            timestamp=till.now(),
            ticket=ticket,
            fields=edits[at : at + EDIT_FIELDS_MAX],
        )
        for at in range(0, len(edits), EDIT_FIELDS_MAX)
    ]


def answer(till: Till, identifier: UUID, *, repeated: bool = False) -> TicketAnswer:
    """Return what is said of a ticket."""
    with till.log.read() as view:
        return told(till, view, known_ticket(till, view.transaction, identifier), repeated)


def told(till: Till, view: LogView, found: TicketState, repeated: bool = False) -> TicketAnswer:
    """Return a ticket as an answer says it, with the age of the news."""
    taken = found.fields.fields.get(HOLDER)
    stream = StreamId.from_bytes(found.stream)
    if taken is not None:
        tag = taken.writes[-1].tag
        stream = StreamId(tag.author, tag.epoch, till.branch_stream.scope)
    as_of_ms = milliseconds_of(view.head(stream).hlc)
    own = stream == till.branch_stream
    return TicketAnswer(
        str(found.id),
        tuple(_line(line) for line in found.lines),
        found.to_pay_minor,
        *_due(till, view.transaction, found),
        found.tendered_minor,
        tuple(_tender(one) for one in found.tenders),
        found.state,
        str(found.word(NAME)),
        found.holder,
        str(found.word(PERSON)),
        str(found.word(CUSTOMER)),
        str(found.word(GROUP)),
        found.at_ms,
        as_of_ms,
        0 if own else max(0, till.log.now_ms() - as_of_ms) // 1_000,
        _off(found.beside.off().discount),
        _off(found.beside.off().coupon),
        found.beside.coupons,
        tuple(answers.TicketCard(code, amount) for code, amount in found.beside.cards),
        repeated,
    )


def charged_for(
    till: Till,
    transaction: Transaction,
    found: TicketState,
    at_ms: int,
    *,
    coupons: tuple[str, ...] = (),
    coins: bool = False,
) -> Charged:
    """Return what is charged for a ticket: its lines with promotions, taxes and rounding.

    ``coins`` takes what is not paid yet to be paid in cash.
    """
    basket = priced(((line.item, line.off) for line in found.lines), found.beside.off())
    lines = promoted(
        till,
        transaction,
        [*basket, *card_lines(cards_on(found))],
        stated={number for number, line in enumerate(found.lines, 1) if line.stated},
        group=str(found.word(GROUP)),
        coupons=coupons,
        at_ms=at_ms,
        shown=found.beside.coupons,
    )
    paid = paid_on(found)
    if coins:
        paid = (*paid, TenderPaid(kind=CASH, amount_minor=0))
    return charge(till, transaction, lines, paid, at_ms)


def cards_on(found: TicketState) -> tuple[GiftCardSold, ...]:
    """Return the gift cards that are sold on a ticket."""
    cards = found.beside.cards
    return tuple(GiftCardSold(code=code, amount_minor=amount) for code, amount in cards)


def paid_on(found: TicketState) -> tuple[TenderPaid, ...]:
    """Return the payments on a ticket."""
    return tuple(
        TenderPaid(
            kind=one.kind,
            amount_minor=one.amount_minor,
            reference=one.reference,
            pending=bool(one.pending),
        )
        for one in found.tenders
    )


def _due(till: Till, transaction: Transaction, found: TicketState) -> tuple[int, int]:
    if not found.lines and not found.beside.cards:
        return 0, 0
    at_ms = till.log.now_ms()
    plain, coins = (
        charged_for(till, transaction, found, at_ms, coins=coins) for coins in (False, True)
    )
    return totals_of(plain.lines).to_pay_minor, totals_of(coins.lines).to_pay_minor


def _line(line: TicketLine) -> answers.TicketLine:
    return answers.TicketLine(
        line.line,
        line.sku,
        line.quantity_milli,
        line.amount_minor,
        line.till,
        None if line.price_minor == NO_PRICE else line.price_minor,
        line.note,
        line.stated,
        _off(line.off.discount),
        _off(line.off.coupon),
    )


def _tender(money: TicketMoney) -> answers.TicketTender:
    return answers.TicketTender(
        money.kind, money.amount_minor, money.till, money.reference, bool(money.pending)
    )


def _off(off: MoneyOff) -> answers.TicketOff | None:
    return answers.TicketOff(*off) if off.amount_minor else None
