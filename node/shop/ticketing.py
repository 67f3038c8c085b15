"""Tickets: opened and scanned step by step, each durable before the next."""

from __future__ import annotations

from uuid import UUID

from core.errors import RefusedError
from core.money import divide_rounded, price_for
from core.shop.aggregate import ShopAggregate, moment
from core.shop.lines import ItemLine, item_line
from core.shop.roles import ONCE, Permission
from core.shop.ticket import Ticket
from core.shop.ticket_fields import (
    CUSTOMER,
    GROUP,
    NAME,
    NO_PRICE,
    NOTES,
    PERSON,
    PRICES,
    line_field,
)
from core.shop.ticket_state import TicketLine, TicketState
from core.shop.ticket_steps import (
    TicketLineRemoval,
    TicketScan,
)
from node import selling
from node.shop.answers.tickets import TicketAnswer
from node.shop.authority import Authority, authority_at
from node.shop.charging import Pricing
from node.shop.commands.tickets import (
    AddLine,
    ChangeLine,
    OpenTicket,
    RemoveLine,
)
from node.shop.patrons import patron_of
from node.shop.sale_authority import require_line, share_off
from node.shop.ticket_desk import (
    answer,
    edit_of,
    line_of,
    open_ticket_of,
    step_done,
)
from node.shop.ticket_editing import must_bear, off_fields, require_discount
from node.shop.weighing import put_on_scale
from node.till import Till
from node.verb import Verb


def open_ticket(till: Till, command: OpenTicket) -> TicketAnswer:
    """Open a ticket at this till."""
    till.must_have_cashier()
    if (done := till.done_before(Ticket, command.id)) is not None:
        return answer(till, done.id, repeated=True)
    authority = authority_at(till)
    with till.log.transaction() as transaction:
        authority.require(Permission.SELL)
        patron = patron_of(till, transaction, command.customer, command.group)
        ticket = Ticket.open(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            till=till.config.name,
        )
        said = {NAME: command.name, CUSTOMER: patron.customer, GROUP: patron.group}
        said = {name: word for name, word in {**said, PERSON: authority.cashier}.items() if word}
        edit = edit_of(till, ticket.id, None, said, till.log.mint_id()) if said else []
        till.application.record(ticket, *edit)
    return answer(till, ticket.id)


def add_line(till: Till, command: AddLine) -> TicketAnswer:
    """Add goods to a ticket, at the catalogue's price unless one is given."""
    till.must_have_cashier()
    if step_done(till, command.id, command.ticket):
        return answer(till, command.ticket, repeated=True)
    (weighed,) = put_on_scale(till, (command.line,))
    command = command.model_copy(update={"line": weighed})
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        authority.require(Permission.SELL)
        at_ms = till.log.now_ms()
        prices = Pricing(till, transaction, at_ms, str(found.word(GROUP)))
        require_line(authority, till, transaction, command.line, prices)
        line = selling.priced_line(till, transaction, command.line, prices)
        number = found.lines_added + 1
        scan = TicketScan.scan(
            id=command.id or till.log.mint_id(),
            timestamp=moment(at_ms),
            ticket=found.id,
            line=number,
            till=till.config.name,
            sku=line.sku,
            quantity_milli=line.quantity_milli,
            amount_minor=line.amount_minor,
            stated=command.line.amount_minor is not None,
        )
        must_bear(found, command.discount, line)
        require_discount(authority, found, command.discount, goods_minor=line.amount_minor)
        own = till.branch_stream.to_bytes()
        said = off_fields(command.discount, command.coupon, number, own)
        said |= {line_field(NOTES, number, own): command.note} if command.note else {}
        edit = edit_of(till, found.id, found, said, till.log.mint_id())
        till.application.record(scan, *edit, *authority.approved(scan.id))
    return answer(till, command.ticket)


def change_line(till: Till, command: ChangeLine) -> TicketAnswer:
    """Change a line: how much, its price, what is taken off it, its note.

    Fewer goods need leave as taking them off does.
    """
    till.must_have_cashier()
    if step_done(till, command.id, command.ticket):
        return answer(till, command.ticket, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        authority.require(Permission.SELL)
        line = line_of(found, command.line, command.till)
        first = command.id or till.log.mint_id()
        steps: list[ShopAggregate] = []
        if command.quantity_milli not in (None, line.quantity_milli):
            assert command.quantity_milli is not None, "just looked at"
            till.must_come_in(transaction, line.sku, command.quantity_milli)
            steps.append(_requantified(till, authority, found, line, command.quantity_milli, first))
        said: dict[str, str | int] = {}
        if command.price_minor is not None:
            _require_price(authority, line, command.price_minor)
            said[line_field(PRICES, line.line, line.owner)] = command.price_minor
        if command.note is not None:
            said[line_field(NOTES, line.line, line.owner)] = command.note
        must_bear(found, command.discount, _changed(line, command), at=line)
        require_discount(authority, found, command.discount, instead_of=line.off)
        said |= off_fields(command.discount, command.coupon, line.line, line.owner)
        if said:
            steps += edit_of(till, found.id, found, said, till.log.mint_id() if steps else first)
        if steps:
            till.application.record(*steps, *authority.approved(steps[0].id))
    return answer(till, command.ticket)


def _changed(line: TicketLine, command: ChangeLine) -> ItemLine:
    """Return the goods of a line as a change makes them."""
    quantity = command.quantity_milli or line.quantity_milli
    price = line.price_minor if command.price_minor is None else command.price_minor
    amount = divide_rounded(line.scanned_minor * quantity, line.quantity_milli)
    return item_line(
        line.sku, quantity, amount if price == NO_PRICE else price_for(price, quantity)
    )


def _requantified(
    till: Till,
    authority: Authority,
    found: TicketState,
    line: TicketLine,
    quantity_milli: int,
    id: UUID,
) -> TicketScan:
    """Return the scan that makes a line as much as this, at the price it was scanned at."""
    if quantity_milli == 0:
        raise RefusedError(f"To have none of {line.sku}, take line {line.line} off.")
    amount = divide_rounded(line.scanned_minor * quantity_milli, line.quantity_milli)
    if quantity_milli < line.quantity_milli:
        less = line.scanned_minor - amount
        authority.require(Permission.VOID, about=line.sku, measure=max(less, ONCE))
    return TicketScan.scan(
        id=id,
        timestamp=till.now(),
        ticket=found.id,
        line=line.line,
        owner=_owner(till, line),
        till=till.config.name,
        sku=line.sku,
        quantity_milli=quantity_milli - line.quantity_milli,
        amount_minor=amount - line.scanned_minor,
    )


def _owner(till: Till, line: TicketLine) -> bytes:
    """Return a line's owner as a step of this till says it: nothing when it is the till's own."""
    return b"" if line.owner == till.branch_stream.to_bytes() else line.owner


def _require_price(authority: Authority, line: TicketLine, price_minor: int) -> None:
    """Go on only if a line may cost this; what a scan came to is what it is held against."""
    if price_minor == NO_PRICE:
        return
    off = line.scanned_minor - price_for(price_minor, line.quantity_milli)
    if share := share_off(off, line.scanned_minor):
        authority.require(Permission.PRICE_OVERRIDE, about=line.sku, measure=share)


def remove_line(till: Till, command: RemoveLine) -> TicketAnswer:
    """Take a line off a ticket, as far as it is known here."""
    till.must_have_cashier()
    if step_done(till, command.id, command.ticket):
        return answer(till, command.ticket, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        line = line_of(found, command.line, command.till)
        authority.require(Permission.VOID, about=line.sku, measure=max(line.amount_minor, ONCE))
        removal = removal_of(till, found, line, command.id or till.log.mint_id())
        till.application.record(removal, *authority.approved(removal.id))
    return answer(till, command.ticket)


def removal_of(till: Till, found: TicketState, line: TicketLine, id: UUID) -> TicketLineRemoval:
    """Return the step that takes a line off, as far as it is known here."""
    return TicketLineRemoval.remove(
        id=id,
        timestamp=till.now(),
        ticket=found.id,
        line=line.line,
        owner=_owner(till, line),
        cut=line.cut,
    )


VERBS: dict[str, Verb] = {
    "ticket-open": Verb(OpenTicket, open_ticket),
    "ticket-add": Verb(AddLine, add_line),
    "ticket-change": Verb(ChangeLine, change_line),
    "ticket-remove": Verb(RemoveLine, remove_line),
}
"""The verbs of what is on a ticket."""
