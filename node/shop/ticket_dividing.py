"""Tickets divided and put together: lines, and what is beside them, move from one to another."""

from __future__ import annotations

from uuid import UUID

from core.errors import RefusedError
from core.money import divide_rounded
from core.shop.aggregate import ShopAggregate
from core.shop.roles import Permission
from core.shop.ticket import Ticket, TicketClosing
from core.shop.ticket_beside import Offs
from core.shop.ticket_fields import (
    CARDS,
    COUPONS,
    CUSTOMER,
    DISCOUNTS,
    GROUP,
    NO_PRICE,
    NOTES,
    PERSON,
    PRICES,
    SHOWN,
    MoneyOff,
    line_field,
    off_field,
)
from core.shop.ticket_state import TicketLine, TicketState
from core.shop.ticket_steps import TicketScan
from node.shop.answers.tickets import TicketAnswer
from node.shop.authority import authority_at
from node.shop.commands.tickets import MergeTickets, PartOfLine, SplitTicket
from node.shop.ticket_desk import (
    answer,
    edit_of,
    line_of,
    must_be_here,
    must_have_no_money,
    open_ticket_of,
    step_done,
)
from node.shop.ticketing import removal_of
from node.till import Till
from node.verb import Verb


def split(till: Till, command: SplitTicket) -> TicketAnswer:
    """Move lines, or parts of them, to a new ticket at this till, in one commit.

    Returns the new ticket. Raises :class:`RefusedError` when nothing would stay behind.
    """
    till.must_have_cashier()
    if (done := till.done_before(Ticket, command.id)) is not None:
        return answer(till, done.id, repeated=True)
    authority = authority_at(till)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        authority.require(Permission.SELL)
        must_be_here(till, found)
        parts = [(line_of(found, part.line, part.till), part) for part in command.lines]
        if len({(line.line, line.owner) for line, _ in parts}) < len(parts):
            raise RefusedError("Name each line once.")
        fresh = Ticket.open(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            till=till.config.name,
        )
        steps: list[ShopAggregate] = [fresh]
        fields = {name: found.word(name) for name in (PERSON, CUSTOMER, GROUP) if found.word(name)}
        whole = 0
        for number, (line, part) in enumerate(parts, 1):
            quantity = _part(line, part)
            if quantity != line.quantity_milli:
                till.must_come_in(transaction, line.sku, quantity)
            whole += quantity == line.quantity_milli
            steps.append(_moved(till, fresh.id, number, line, quantity))
            steps.append(_taken(till, found, line, quantity))
            fields |= _line_fields(till, number, line, whole=quantity == line.quantity_milli)
        if whole == len(found.lines):
            raise RefusedError("That is the whole ticket; there is nothing to split off.")
        steps += edit_of(till, fresh.id, None, fields, till.log.mint_id()) if fields else []
        till.application.record(*steps)
    return answer(till, fresh.id)


def _part(line: TicketLine, part: PartOfLine) -> int:
    quantity = line.quantity_milli if part.quantity_milli is None else part.quantity_milli
    if not 0 < quantity <= line.quantity_milli:
        raise RefusedError(f"Line {line.line} does not have so much of {line.sku} to move.")
    return quantity


def _share(line: TicketLine, quantity_milli: int) -> int:
    return divide_rounded(line.scanned_minor * quantity_milli, line.quantity_milli)


def _moved(
    till: Till, ticket: UUID, number: int, line: TicketLine, quantity_milli: int
) -> ShopAggregate:
    """Return the scan that puts (a part of) a line of another ticket on this one."""
    return TicketScan.scan(
        id=till.log.mint_id(),
        timestamp=till.now(),
        ticket=ticket,
        line=number,
        till=till.config.name,
        sku=line.sku,
        quantity_milli=quantity_milli,
        amount_minor=_share(line, quantity_milli),
        stated=line.stated,
    )


def _taken(till: Till, found: TicketState, line: TicketLine, quantity_milli: int) -> ShopAggregate:
    """Return the step that takes (a part of) a line off the ticket it was on."""
    if quantity_milli == line.quantity_milli:
        return removal_of(till, found, line, till.log.mint_id())
    own = till.branch_stream.to_bytes()
    return TicketScan.scan(
        id=till.log.mint_id(),
        timestamp=till.now(),
        ticket=found.id,
        line=line.line,
        owner=b"" if line.owner == own else line.owner,
        till=till.config.name,
        sku=line.sku,
        quantity_milli=-quantity_milli,
        amount_minor=-_share(line, quantity_milli),
    )


def _line_fields(till: Till, number: int, line: TicketLine, *, whole: bool) -> dict[str, str | int]:
    """Return the fields of a line as those of the one it becomes here.

    What is taken off a line of which a part stays behind stays there.
    """
    own = till.branch_stream.to_bytes()
    fields: dict[str, str | int] = {}
    if line.price_minor != NO_PRICE:
        fields[line_field(PRICES, number, own)] = line.price_minor
    if line.note:
        fields[line_field(NOTES, number, own)] = line.note
    if whole:
        fields |= _off_fields(line.off, number, own)
    return fields


def _off_fields(offs: Offs, line: int = 0, owner: bytes = b"") -> dict[str, str]:
    by_family = zip((DISCOUNTS, COUPONS), offs, strict=True)
    return {
        off_field(family, line, owner): off.value for family, off in by_family if off.amount_minor
    }


def _beside_both(found: TicketState, other: TicketState) -> dict[str, str | int]:
    """Return what is on two tickets beside their goods as the fields of one."""
    one, two = found.beside.off(), other.beside.off()
    both = Offs(
        *(
            MoneyOff(here.amount_minor + there.amount_minor, here.reason or there.reason)
            for here, there in zip(one, two, strict=True)
        )
    )
    fields: dict[str, str | int] = {**_off_fields(both)}
    fields |= {SHOWN + word: 1 for word in other.beside.coupons}
    held = dict(found.beside.cards)
    fields |= {CARDS + code: held.get(code, 0) + amount for code, amount in other.beside.cards}
    return fields


def merge(till: Till, command: MergeTickets) -> TicketAnswer:
    """Move all of another ticket to this one and close that, in one commit."""
    till.must_have_cashier()
    if step_done(till, command.id, command.other):
        return answer(till, command.ticket, repeated=True)
    authority = authority_at(till)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        other = open_ticket_of(till, transaction, command.other)
        authority.require(Permission.SELL)
        if found.id == other.id:
            raise RefusedError("A ticket cannot be merged with itself.")
        must_be_here(till, found)
        must_be_here(till, other)
        must_have_no_money(other)
        steps: list[ShopAggregate] = [
            TicketClosing.close(
                id=command.id or till.log.mint_id(),
                timestamp=till.now(),
                ticket=other.id,
                into=found.id,
                cut=other.cut,
            )
        ]
        fields: dict[str, str | int] = {}
        for number, line in enumerate(other.lines, found.lines_added + 1):
            steps.append(_moved(till, found.id, number, line, line.quantity_milli))
            fields |= _line_fields(till, number, line, whole=True)
        fields |= _beside_both(found, other)
        steps += edit_of(till, found.id, found, fields, till.log.mint_id())
        till.application.record(*steps)
    return answer(till, command.ticket)


VERBS: dict[str, Verb] = {
    "ticket-split": Verb(SplitTicket, split),
    "ticket-merge": Verb(MergeTickets, merge),
}
"""The verbs that move what is on a ticket."""
