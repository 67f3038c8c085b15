"""A receipt looked up: what was sold, how it was paid, what has come back."""

from __future__ import annotations

from core.errors import RefusedError
from core.shop.refund import NOTHING_REFUNDED, items_paid
from core.shop.sale import Sale
from core.views import receipts, tender_states
from core.views.tender_states import TENDER_STATES
from node.shop.answers.receipts import ProofAnswer, ReceiptItem, ShownReceipt, TenderNoted
from node.shop.commands.receipts import ShowProof, ShowReceipt
from node.shop.quoting import charge_lines, name_of
from node.shop.sold import proof_of, sale_receipt
from node.till import Till
from node.verb import Verb


def show_receipt(till: Till, command: ShowReceipt) -> ShownReceipt:
    """Return a sale by its number; raises :class:`core.errors.RefusedError` when it is not here."""
    with till.log.read() as view:
        table, products = view.table("receipts"), view.table("catalogue")
        held = receipts.find(table, command.receipt)
        found = sale_receipt(command.receipt, held, till.config)
        back = receipts.refunded(table, found.id)
        sale = till.application.load_at(Sale, found.stream, found.sequence)
        items = []
        for number, item in enumerate(items_paid(sale.lines), 1):
            returned = back.get(number, NOTHING_REFUNDED)
            items.append(
                ReceiptItem(
                    number,
                    item.sku,
                    name_of(products, item.sku),
                    item.quantity_milli,
                    item.paid_minor,
                    returned.quantity_milli,
                    returned.amount_minor,
                )
            )
        return ShownReceipt(
            str(sale.id),
            sale.receipt,
            found.location,
            found.at_ms,
            sale.cashier,
            sale.customer,
            tuple(items),
            charge_lines(sale.lines),
            tuple((kind, amount_minor) for kind, amount_minor in sale.tenders),
            sale.totals.to_pay_minor,
            sale.currency,
            tuple(
                TenderNoted(one.note.tender, one.note.reference, one.state)
                for one in tender_states.noted(view.table(TENDER_STATES), found.id)
            ),
        )


def show_proof(till: Till, command: ShowProof) -> ProofAnswer:
    """Return the proof of a sale of this till, for the QR of its receipt.

    Raises :class:`core.errors.RefusedError` for another till's sale, and for one that is too long.
    """
    with till.log.read() as view:
        held = receipts.find(view.table("receipts"), command.receipt)
        found = sale_receipt(command.receipt, held, till.config)
        if found.stream.author != till.log.author:
            raise RefusedError(f"Receipt {command.receipt} is another till's, which proves it.")
        sale = till.application.load_at(Sale, found.stream, found.sequence)
        proof = proof_of(till, view.transaction, sale, found.at_ms)
    if proof is None:
        raise RefusedError(f"Receipt {command.receipt} is too long for a QR code.")
    return ProofAnswer(sale.receipt, proof)


VERBS: dict[str, Verb] = {
    "receipt": Verb(ShowReceipt, show_receipt),
    "receipt-proof": Verb(ShowProof, show_proof),
}
"""The verbs of looking a receipt up."""
