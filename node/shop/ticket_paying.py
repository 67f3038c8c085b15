"""Tickets paid: money taken and given back, and the sale a ticket becomes."""

from __future__ import annotations

from core.errors import RefusedError
from core.log.store import Transaction
from core.shop.aggregate import ShopAggregate, moment
from core.shop.limits import TENDERS_MAX
from core.shop.lines import totals_of
from core.shop.roles import Permission
from core.shop.sale import Sale
from core.shop.ticket import TicketCompletion
from core.shop.ticket_fields import CUSTOMER
from core.shop.ticket_state import COMPLETED, LEFT, TicketState
from core.shop.ticket_steps import TicketTender, TicketTenderReturn
from node import selling
from node.answers import ReceiptAnswer
from node.shop.ages import age_check
from node.shop.answers.tickets import TicketAnswer
from node.shop.authority import Authority, authority_at
from node.shop.charging import Charged
from node.shop.commands.tickets import CompleteTicket, ReturnTender, TenderTicket
from node.shop.crediting import (
    NAMED,
    account_of,
    credit_moved,
    credit_of_sale,
    credit_paid,
    credit_returned,
)
from node.shop.tender_states import must_be_possible, notes_of
from node.shop.ticket_desk import (
    answer,
    cards_on,
    charged_for,
    known_ticket,
    must_be_here,
    open_ticket_of,
    paid_on,
    step_done,
)
from node.till import Till
from node.verb import Verb


def tender_ticket(till: Till, command: TenderTicket) -> TicketAnswer:
    """Take a payment on a ticket, into this till's drawer or off a card or account, at once."""
    till.must_have_cashier()
    if step_done(till, command.id, command.ticket):
        return answer(till, command.ticket, repeated=True)
    paid = command.tender
    must_be_possible(paid)
    authority = authority_at(till)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        authority.require(Permission.SELL)
        if len(found.tenders) >= TENDERS_MAX - 1:
            raise RefusedError(f"A ticket takes at most {TENDERS_MAX - 1} tenders.")
        _must_hold_the_money(till, found)
        reference, also = paid.reference, list[ShopAggregate]()
        if paid.kind in NAMED:
            customer = str(found.word(CUSTOMER))
            reference = account_of(till, transaction, paid, customer)
            also = credit_paid(till, transaction, [paid], customer, found.id)
        tender = TicketTender.take(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            ticket=found.id,
            till=till.config.name,
            kind=paid.kind,
            amount_minor=paid.amount_minor,
            reference=reference,
            pending=paid.pending,
        )
        till.application.record(tender, *also)
    return answer(till, command.ticket)


def return_tender(till: Till, command: ReturnTender) -> TicketAnswer:
    """Give a payment back that this till took, credit to where it was paid from.

    Raises :class:`RefusedError` without one.
    """
    till.must_have_cashier()
    if step_done(till, command.id, command.ticket):
        return answer(till, command.ticket, repeated=True)
    authority = authority_at(till)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        authority.require(Permission.SELL)
        own = till.branch_stream.to_bytes()
        asked = (own, command.kind, command.amount_minor)
        taken = [
            one
            for one in found.tenders
            if (one.stream, one.kind, one.amount_minor) == asked
            and command.reference in ("", one.reference)
        ]
        if not taken:
            raise RefusedError(f"This till took no such payment in {command.kind} on this ticket.")
        back = TicketTenderReturn.give_back(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            ticket=found.id,
            sequence=taken[-1].sequence,
        )
        also = []
        if command.kind in NAMED:
            to = command.kind, taken[-1].reference, command.amount_minor
            also = [credit_returned(till, transaction, *to, found.id)]
        till.application.record(back, *also)
    return answer(till, command.ticket)


def _must_hold_the_money(till: Till, found: TicketState) -> None:
    """Raise :class:`RefusedError` when another drawer holds money of the ticket.

    What is in one drawer cannot be the cash of another till's sale; credit lies in no drawer.
    """
    own = till.branch_stream.to_bytes()
    drawers = [tender for tender in found.tenders if tender.kind not in NAMED]
    foreign = [tender for tender in drawers if tender.stream != own]
    others = sorted({tender.till for tender in foreign} - {till.config.name})
    if others:
        raise RefusedError(
            f"{', '.join(others)} took money on this ticket: complete it there, or give the "
            "money back there first."
        )


def complete_ticket(till: Till, command: CompleteTicket) -> ReceiptAnswer:
    """Turn a ticket into a sale: ticket, sale and receipt number in one commit.

    Completed before, it answers with the sale it became. Raises :class:`RefusedError` when
    the tenders do not equal the lines, or another till has the ticket or money of it.
    """
    till.must_have_cashier()
    if (done := till.done_before(Sale, command.id)) is not None:
        return selling.answer(done, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        found = known_ticket(till, transaction, command.ticket)
        if found.state == COMPLETED:
            sales = [till.application.load(Sale, sale) for sale in found.sales]
            own = [sale for sale in sales if sale.series == till.series]
            return selling.answer((own or sales)[0], repeated=True)
        found = open_ticket_of(till, transaction, command.ticket)
        must_be_here(till, found)
        _must_hold_the_money(till, found)
        authority.require(Permission.SELL)
        sale, charged = _sale_of(till, transaction, found, authority, command)
        completion = TicketCompletion.complete(
            id=till.log.mint_id(),
            timestamp=till.now(),
            ticket=found.id,
            sale=sale.id,
            cut=found.cut,
        )
        also = credit_of_sale(till, transaction, sale, cards=cards_on(found))
        if not sale.ticket:
            also += credit_moved(till, paid_on(found), found.id, sale.id)
        also += age_check(till, sale, charged, checked=command.age_checked)
        also += notes_of(till, sale, paid_on(found))
        till.application.record(completion, sale, *also, *authority.approved(sale.id))
    return selling.answer(sale)


def _sale_of(
    till: Till,
    transaction: Transaction,
    found: TicketState,
    authority: Authority,
    command: CompleteTicket,
) -> tuple[Sale, Charged]:
    """Return the sale a ticket becomes, and what was charged for it."""
    paid = paid_on(found)
    at_ms = till.log.now_ms()
    charged = charged_for(till, transaction, found, at_ms, coupons=command.promotion_coupons)
    to_pay_minor = totals_of(charged.lines).to_pay_minor
    sale = Sale.complete(
        id=command.id or till.log.mint_id(),
        timestamp=moment(at_ms),
        location=till.config.branch,
        series=till.series,
        number=till.next_number(transaction),
        currency=till.config.currency,
        lines=charged.lines,
        tenders=selling.tenders_for(to_pay_minor, paid),
        customer=str(found.word(CUSTOMER)),
        # The rest of a ticket that was sold already is another sale, not the same again.
        ticket=b"" if found.state == LEFT else found.id.bytes,
        cashier=authority.cashier,
        shift=till.shift,
        taxes=charged.taxes,
    )
    return sale, charged


VERBS: dict[str, Verb] = {
    "ticket-tender": Verb(TenderTicket, tender_ticket),
    "ticket-return": Verb(ReturnTender, return_tender),
    "ticket-complete": Verb(CompleteTicket, complete_ticket),
}
"""The verbs of a ticket's money."""
