"""What is said of a ticket as a whole: its name, whom it is for, and what is beside its goods."""

from __future__ import annotations

from collections import Counter

from core.crdt.field_map import Value
from core.shop.lines import ItemLine
from core.shop.pricing.caps import must_fit
from core.shop.roles import Permission
from core.shop.ticket_beside import Offs, priced
from core.shop.ticket_fields import (
    CARDS,
    COUPONS,
    CUSTOMER,
    DISCOUNTS,
    GROUP,
    NAME,
    SHOWN,
    MoneyOff,
    off_field,
)
from core.shop.ticket_state import TicketLine, TicketState
from node.shop.answers.tickets import TicketAnswer
from node.shop.authority import Authority, authority_at
from node.shop.commands.tickets import EditTicket, TypedOff
from node.shop.patrons import patron_of
from node.shop.sale_authority import require_off
from node.shop.ticket_desk import answer, charged_for, edit_of, open_ticket_of, step_done
from node.till import Till
from node.verb import Verb


def edit_ticket(till: Till, command: EditTicket) -> TicketAnswer:
    """Say what a ticket is called, whom it is for, and what is on it beside its goods.

    Raises :class:`core.errors.RefusedError` when a coupon is of no promotion here and now.
    """
    till.must_have_cashier()
    if step_done(till, command.id, command.ticket):
        return answer(till, command.ticket, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        authority.require(Permission.SELL)
        said = {NAME: command.name, CUSTOMER: command.customer, GROUP: command.group}
        if command.customer:
            patron = patron_of(till, transaction, command.customer, command.group or "")
            said |= {CUSTOMER: patron.customer, GROUP: patron.group}
        values: dict[str, Value] = {name: word for name, word in said.items() if word is not None}
        values |= off_fields(command.discount, command.coupon)
        must_bear(found, command.discount)
        require_discount(authority, found, command.discount, instead_of=found.beside.off())
        if command.promotion_coupons is not None:
            coupons = command.promotion_coupons
            charged_for(till, transaction, found, till.log.now_ms(), coupons=coupons)
            values |= {SHOWN + word: 0 for word in found.beside.coupons}
            values |= {SHOWN + word: 1 for word in coupons}
        if command.gift_cards is not None:
            values |= {CARDS + code: 0 for code, _ in found.beside.cards}
            sold = Counter[str]()
            for card in command.gift_cards:
                sold[CARDS + card.code] += card.amount_minor
            values |= sold
        edits = edit_of(till, found.id, found, values, command.id or till.log.mint_id())
        if edits:
            till.application.record(*edits, *authority.approved(edits[0].id))
    return answer(till, command.ticket)


def off_fields(
    discount: TypedOff | None, coupon: TypedOff | None, line: int = 0, owner: bytes = b""
) -> dict[str, str]:
    """Return the fields of what is taken off a line, or off the basket where it is 0."""
    typed = {DISCOUNTS: discount, COUPONS: coupon}
    return {
        off_field(family, line, owner): MoneyOff(off.amount_minor, off.reason).value
        for family, off in typed.items()
        if off is not None
    }


def must_bear(
    found: TicketState,
    discount: TypedOff | None,
    item: ItemLine | None = None,
    *,
    at: TicketLine | None = None,
) -> None:
    """Raise :class:`core.errors.RefusedError` when a discount is more than it is taken from.

    It is typed on the whole ticket, on goods that come with it, or on the line ``at`` as it
    will be. What goods can no longer bear later is cut when they are sold.
    """
    if discount is None:
        return
    typed = MoneyOff(discount.amount_minor, discount.reason)
    goods = {(line.line, line.owner): (line.item, line.off) for line in found.lines}
    basket = found.beside.off()
    if item is None:
        basket = basket._replace(discount=typed)
    else:
        place, held = ((0, b""), Offs()) if at is None else ((at.line, at.owner), at.off)
        goods[place] = item, held._replace(discount=typed)
    must_fit(priced(goods.values(), basket))


def require_discount(
    authority: Authority,
    found: TicketState,
    discount: TypedOff | None,
    *,
    instead_of: Offs | None = None,
    goods_minor: int = 0,
) -> None:
    """Go on only if a ticket may have this discount besides the others it has.

    It is held against all goods on it and those that come with it, as at a sale.
    """
    if discount is None:
        return
    before_minor = 0 if instead_of is None else instead_of.discount.amount_minor
    more_minor = discount.amount_minor - before_minor
    if more_minor > 0:
        goods_minor += found.to_pay_minor
        require_off(authority, found.discount_minor + more_minor, goods_minor)


VERBS: dict[str, Verb] = {"ticket-edit": Verb(EditTicket, edit_ticket)}
"""The verb of what a ticket says of itself."""
