"""What a refund goes by: a sale that is held here, or one that its receipt's proof tells of."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from core.ed25519 import verify_ed25519
from core.errors import MalformedError, RefusedError
from core.identity import author_id
from core.log.store import Transaction
from core.shop.lines import ITEM
from core.shop.refund import ItemPaid, items_paid, settled
from core.shop.refund_shares import item_taxes
from core.shop.sale import Sale
from core.shop.sale_proof import SaleProof, prove, read_proof
from core.shop.taxes import TaxSum
from core.views import catalogue, members, receipts
from core.views.members import MEMBERS
from core.views.price_book import PRICE_BOOK, taxes_at
from core.views.receipts import Receipt
from node.till import Till
from node.till_config import TillConfig


class Sold(NamedTuple):
    """A sale as far as a refund needs it."""

    id: UUID
    receipt: str
    currency: str
    items: list[ItemPaid]
    taxes: list[list[TaxSum]]
    """Of each tax what is on each item."""
    tenders: tuple[tuple[str, int], ...]
    sale: Sale | None
    """The sale itself; None when only a proof tells of it."""


def sold_by_receipt(till: Till, transaction: Transaction, text: str) -> Sold:
    """Return the sale of a receipt; raises :class:`RefusedError` when it is not held here."""
    table = till.log.table(transaction, "receipts")
    found = sale_receipt(text, receipts.find(table, text), till.config)
    sale = till.application.load_at(Sale, found.stream, found.sequence)
    return _sold(till, transaction, sale, found.location, found.at_ms)


def _sold(till: Till, transaction: Transaction, sale: Sale, location: str, at_ms: int) -> Sold:
    items = items_paid(sale.lines)
    taxed = _taxed(till, transaction, sale, location, at_ms) if sale.taxes else [()] * len(items)
    taxes = [TaxSum._make(tax) for tax in sale.taxes]
    parted = item_taxes(sale.lines, items, taxes, taxed)
    return Sold(sale.id, sale.receipt, sale.currency, items, parted, sale.tenders, sale)


def _taxed(
    till: Till, transaction: Transaction, sale: Sale, location: str, at_ms: int
) -> list[tuple[str, ...]]:
    """Return the names of the taxes each item bears.

    The sale has what each tax came to, and that is what is parted; which goods bore it is in the
    catalogue, by the rules of the sale's own moment.
    """
    products, book = (
        till.log.table(transaction, "catalogue"),
        till.log.table(transaction, PRICE_BOOK),
    )
    names = []
    for kind, sku, _, _ in sale.lines:
        if kind == ITEM:
            product = catalogue.by_sku(products, sku)
            tax_class = "" if product is None else product.tax_class
            names.append(tuple(tax.name for tax in taxes_at(book, tax_class, location, at_ms)))
    return names


def sold_by_proof(till: Till, transaction: Transaction, text: str) -> Sold:
    """Return the sale a proof tells of, as it is held here, else as the proof has it.

    Raises :class:`RefusedError` when the proof is none, or its till is no member of the company.
    """
    try:
        proof = read_proof(text, verify_ed25519)
    except MalformedError as error:
        raise RefusedError(str(error)) from None
    _must_be_ours(till, proof)
    table = till.log.table(transaction, "receipts")
    for held in receipts.find(table, proof.receipt):
        if held.id.bytes == proof.sale and held.kind == receipts.SALE:
            sale = till.application.load_at(Sale, held.stream, held.sequence)
            return _sold(till, transaction, sale, held.location, held.at_ms)
    taxes = [list(shares) for shares in proof.taxes]
    identifier = UUID(bytes=proof.sale)
    items = settled(proof.items)
    return Sold(identifier, proof.receipt, proof.currency, items, taxes, proof.tenders, None)


def _must_be_ours(till: Till, proof: SaleProof) -> None:
    """Raise :class:`RefusedError` when the key of a proof is no till's of this company."""
    author = author_id(proof.key)
    with till.log.read() as view:
        if till.office is None:
            known = author == till.log.author or view.public_key(author) == proof.key
            revoked = False
        else:
            member = members.member_of(view.table(MEMBERS), author)
            known, revoked = member is not None, member is not None and member.revoked
    if not known:
        raise RefusedError("The till that signed this receipt is none of this company's.")
    if revoked:
        raise RefusedError(
            "The till that signed this receipt was revoked: its receipts prove nothing any more."
        )


def proof_of(till: Till, transaction: Transaction, sale: Sale, at_ms: int) -> str | None:
    """Return the proof of a sale this till made, for the QR of its receipt.

    None where the till has no key, did not make the sale, or the sale is too long for a QR.
    """
    signer = till.log.signer
    if signer is None:
        return None
    sold = _sold(till, transaction, sale, sale.location, at_ms)
    proof = SaleProof(
        signer.public_key,
        sale.id.bytes,
        sale.location,
        sale.series,
        sale.number,
        sale.currency,
        at_ms,
        tuple(sold.items),
        tuple(tuple(shares) for shares in sold.taxes),
        sale.tenders,
    )
    return prove(proof, signer)


def sale_receipt(text: str, found: list[Receipt], config: TillConfig) -> Receipt:
    """Return the one sale among the receipts of a number; raises :class:`RefusedError`."""
    sales = [receipt for receipt in found if receipt.kind == receipts.SALE]
    if found and not sales:
        raise RefusedError(f"Receipt {text} is of a refund.")
    if not sales and config.holds_all:
        raise RefusedError(f"Receipt {text} is not known on this node.")
    if not sales:
        raise RefusedError(
            f"Receipt {text} is not known on this node, which holds only the sales of "
            f"{', '.join(config.scopes)}; scan its QR code, refund it at its own branch, or let "
            "'tillmesh subscribe' fetch that branch's sales from a hub."
        )
    if len(sales) > 1:
        raise RefusedError(f"Receipt {text} stands for {len(sales)} sales; two tills share a name.")
    return sales[0]
