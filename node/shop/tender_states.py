"""Tenders whose money comes later: noted with their sale, settled by whoever sees it come."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.errors import RefusedError
from core.log.log_view import LogView
from core.shop.refund import Refund
from core.shop.roles import Permission
from core.shop.sale import Sale
from core.shop.tender_note import TenderNote, TenderSettlement
from core.views import receipts, tender_states
from core.views.tender_states import PENDING, TENDER_STATES, NotedTender
from node.commands import TenderPaid
from node.shop.answers.tenders import TenderLine, TendersAnswer
from node.shop.authority import authority_at
from node.shop.charging import CASH
from node.shop.commands.tenders import PendingTenders, SettleTender
from node.shop.crediting import NAMED
from node.shop.sold import sale_receipt
from node.till import Till
from node.verb import Verb


def notes_of(
    till: Till, sale: Sale | Refund, tenders: Sequence[TenderPaid] | None, *, first: int = 1
) -> list[TenderNote]:
    """Return what is noted of the tenders of a sale or refund, to be recorded with it.

    ``first`` is the number of the first of ``tenders`` in the sale. Raises :class:`RefusedError`
    for cash that is still to come.
    """
    notes = []
    for number, paid in enumerate(tenders or (), first):
        must_be_possible(paid)
        if paid.pending or (paid.reference and paid.kind not in NAMED):
            notes.append(
                TenderNote.note(
                    id=till.log.mint_id(),
                    timestamp=till.now(),
                    location=till.config.branch,
                    sale=sale.id,
                    tender=number,
                    kind=paid.kind,
                    amount_minor=paid.amount_minor,
                    reference=paid.reference,
                    pending=paid.pending,
                )
            )
    return notes


def must_be_possible(paid: TenderPaid) -> None:
    """Raise :class:`RefusedError` for money that is still to come and cannot be."""
    if paid.pending and paid.kind in (CASH, *NAMED):
        raise RefusedError(f"{paid.kind} is there or it is not; it cannot be pending.")


def settle(till: Till, command: SettleTender) -> TenderLine:
    """Say what became of a pending tender; raises :class:`RefusedError` where none is pending."""
    if (done := till.done_before(TenderSettlement, command.id)) is not None:
        return _one(till, UUID(bytes=done.sale), done.tender, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        held = receipts.find(till.log.table(transaction, "receipts"), command.receipt)
        sale = sale_receipt(command.receipt, held, till.config).id
        table = till.log.table(transaction, TENDER_STATES)
        found = [
            one
            for one in tender_states.noted(table, sale)
            if one.state == PENDING and command.tender in (None, one.note.tender)
        ]
        if not found:
            raise RefusedError(f"No such tender of receipt {command.receipt} is pending.")
        if len(found) > 1:
            numbers = ", ".join(str(one.note.tender) for one in found)
            raise RefusedError(f"Several are pending; say which: tender {numbers}.")
        authority.require(Permission.REVIEWS, about=command.receipt)
        decided = TenderSettlement.settle(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            sale=sale,
            tender=found[0].note.tender,
            confirmed=command.confirmed,
            reference=command.reference,
            by=authority.cashier,
        )
        till.application.record(decided, *authority.approved(decided.id))
    return _one(till, sale, decided.tender)


def _one(till: Till, sale: UUID, tender: int, *, repeated: bool = False) -> TenderLine:
    with till.log.read() as view:
        for found in tender_states.noted(view.table(TENDER_STATES), sale):
            if found.note.tender == tender:
                return _line(till, view, found, repeated)
    raise AssertionError("a tender that was settled was noted")


def _line(till: Till, view: LogView, found: NotedTender, repeated: bool = False) -> TenderLine:
    note = found.note
    number = ""
    if next(iter(view.aggregate(0, note.sale)), None) is not None:
        number = till.application.load(Sale, found.sale).receipt
    return TenderLine(
        str(found.sale),
        number,
        note.tender,
        note.kind,
        note.amount_minor,
        note.reference,
        found.state,
        note.location,
        note.at_ms,
        repeated,
    )


def list_pending(till: Till, command: PendingTenders) -> TendersAnswer:
    """Return the tenders whose money is still to come, of every branch held here."""
    with till.log.read() as view:
        found = sorted(
            tender_states.pending(view.table(TENDER_STATES)), key=lambda one: one.note.at_ms
        )
        return TendersAnswer(tuple(_line(till, view, one) for one in found))


VERBS: dict[str, Verb] = {
    "tender-settle": Verb(SettleTender, settle),
    "tenders-pending": Verb(PendingTenders, list_pending),
}
"""The verbs of tenders whose money comes later."""
