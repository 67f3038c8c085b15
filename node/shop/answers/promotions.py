"""What a node answers about promotions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PromotionLine:
    """One promotion, field by field."""

    code: str
    name: str
    kind: str
    active: bool
    rate_ppm: int
    off_minor: int
    take: int
    pay: int
    sku: str
    department: str
    least_minor: int
    branch: str
    group: str
    from_ms: int
    until_ms: int
    coupon: str


@dataclass(frozen=True, slots=True)
class PromotionSetAnswer:
    """A promotion as it is now."""

    id: str
    """The edit's; empty when it was so already."""
    promotion: PromotionLine
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class PromotionsAnswer:
    """Promotions by their codes."""

    promotions: tuple[PromotionLine, ...]
