"""What a node answers about baskets and receipts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotedItem:
    """Goods as they would be sold now."""

    sku: str
    name: str
    quantity_milli: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """Money beside the goods: of one item, or of the basket when ``item`` is 0."""

    kind: str
    """discount, coupon, tax or rounding."""
    reason: str
    item: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class QuoteAnswer:
    """What a basket comes to."""

    items: tuple[QuotedItem, ...]
    charges: tuple[ChargeLine, ...]
    """All but the rounding of cash."""
    to_pay_minor: int
    """Without coins."""
    cash_minor: int
    """When all of it is paid in coins."""
    cash_step_minor: int
    """To which coins cash is rounded; 0 for none."""
    currency: str
    minimum_age: int = 0
    """From which age on all of it may be sold; 0 when nobody need be asked."""


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """One item of a sale, and what of it has come back."""

    item: int
    """Its number, as a refund names it."""
    sku: str
    name: str
    """What the catalogue calls it now."""
    quantity_milli: int
    paid_minor: int
    refunded_milli: int
    refunded_minor: int


@dataclass(frozen=True, slots=True)
class TenderNoted:
    """What was noted of a tender of a sale beside its amount."""

    tender: int
    """Its number, counted from 1."""
    reference: str
    state: str
    """pending, confirmed or failed."""


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """A sale as its receipt says it."""

    id: str
    receipt: str
    location: str
    at_ms: int
    cashier: str
    customer: str
    items: tuple[ReceiptItem, ...]
    charges: tuple[ChargeLine, ...]
    tenders: tuple[tuple[str, int], ...]
    total_minor: int
    currency: str
    noted: tuple[TenderNoted, ...] = ()


@dataclass(frozen=True, slots=True)
class ProofAnswer:
    """The proof of a sale."""

    receipt: str
    proof: str
    """What its QR code says."""
