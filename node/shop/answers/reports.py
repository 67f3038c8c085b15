"""Reports: figures, and of each till up to when they are complete."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SumsLine:
    """An hour, a day, a person or the whole: what was sold and given back."""

    key: str
    """The hour of the day, the beginning of the day in milliseconds, or the login."""
    sales: int
    paid_minor: int
    refunds: int
    refunded_minor: int


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """An item or a department: what went out, and what came back."""

    key: str
    """The SKU, or the department."""
    name: str
    department: str
    lines: int
    quantity_milli: int
    amount_minor: int
    """What the shop received for it, discounts on it taken off."""
    back_milli: int
    back_minor: int


@dataclass(frozen=True, slots=True)
class TenderLine:
    """A tender: how often, and how much it brought, refunds taken off; cash less change."""

    kind: str
    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class TaxReportLine:
    """A tax of the sales: on what, and how much."""

    name: str
    rate_ppm: int
    inclusive: bool
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class CompleteLine:
    """Up to when the figures are complete for one till."""

    till: str
    branch: str
    own: bool
    """Whether it is this node: then they are complete now."""
    through_ms: int
    """The time of its last event held here, by its own clock; what it did since may be missing."""


@dataclass(frozen=True, slots=True)
class SalesReportAnswer:
    """What was sold in a span of time, as far as this node knows."""

    branch: str
    currency: str
    from_ms: int
    until_ms: int
    total: SumsLine
    takings_minor: int
    """What the shop received for its goods: shelf prices less discounts."""
    basket_off_minor: int
    """What was taken off whole baskets: in the takings, in no item."""
    coupon_minor: int
    tax_minor: int
    rounding_minor: int
    hours: tuple[SumsLine, ...]
    days: tuple[SumsLine, ...]
    items: tuple[GoodsLine, ...]
    departments: tuple[GoodsLine, ...]
    people: tuple[SumsLine, ...]
    tenders: tuple[TenderLine, ...]
    taxes: tuple[TaxReportLine, ...]
    complete: tuple[CompleteLine, ...]


@dataclass(frozen=True, slots=True)
class BranchTakings:
    """What one branch has taken, and what it had taken in the span it is compared with."""

    branch: str
    sales: int
    paid_minor: int
    refunds: int
    refunded_minor: int
    before_sales: int
    before_paid_minor: int
    before_refunded_minor: int
    complete: tuple[CompleteLine, ...]


@dataclass(frozen=True, slots=True)
class TakingsAnswer:
    """What every branch held here has taken."""

    currency: str
    from_ms: int
    until_ms: int
    before_ms: int
    branches: tuple[BranchTakings, ...]
