"""What a node answers about price lists, taxes and roundings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleSetAnswer:
    """A rule that is in the log, flushed."""

    id: str
    from_ms: int
    """When it begins, in milliseconds since 1970 by each till's own clock."""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One price of a product."""

    branch: str
    group: str
    from_quantity_milli: int
    from_ms: int
    until_ms: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class PricesAnswer:
    """The prices of a product."""

    sku: str
    own_minor: int
    """What it costs where no rule counts."""
    here_minor: int
    """What one costs here and now."""
    prices: tuple[PriceLine, ...]


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One tax of a class of goods, from a moment on; without a name, the class is not taxed."""

    tax_class: str
    branch: str
    from_ms: int
    name: str
    rate_ppm: int
    inclusive: bool


@dataclass(frozen=True, slots=True)
class TaxesAnswer:
    """How everything is taxed, and how it is rounded here and now."""

    taxes: tuple[TaxLine, ...]
    cash_step_minor: int
    by_receipt: bool
