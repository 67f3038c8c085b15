"""Readers of the rules of what is charged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.errors import MalformedError
from core.log.projection import Reader
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.limits import (
    GROUP_LENGTH_MAX,
    LOCATION_LENGTH_MAX,
    RATE_PPM_MAX,
    REVISION_MAX,
    SKU_LENGTH_MAX,
    TAXES_OF_CLASS_MAX,
)
from core.shop.price_rules import STEP_MINOR_MAX
from core.shop.reading import MS_MAX, guarded, must_be_whole, must_be_word, read_fields


class PriceFact(NamedTuple):
    """A price somebody set: (branch, group, from quantity, from, until, price)."""

    at_ms: int
    sku: str
    rule: tuple[str, str, int, int, int, int]
    revision: int


class TaxFact(NamedTuple):
    """The taxes of a class somebody set: (name, rate, inclusive) each."""

    at_ms: int
    tax_class: str
    branch: str
    from_ms: int
    taxes: tuple[tuple[str, int, int], ...]
    revision: int


class RoundingFact(NamedTuple):
    """How somebody set that is rounded."""

    at_ms: int
    branch: str
    from_ms: int
    cash_step_minor: int
    by_receipt: int
    revision: int


def _read_price(body: bytes) -> PriceFact:
    fact = PriceFact._make(read_fields(body, 3))
    must_be_word(fact.sku, length_max=SKU_LENGTH_MAX)
    must_be_whole(fact.revision, 1, REVISION_MAX)
    rule: Any = fact.rule
    if type(rule) is not tuple:
        raise MalformedError("A price is no rule.")
    branch, group, quantity, from_ms, until_ms, price = rule
    must_be_word(branch, length_max=LOCATION_LENGTH_MAX, empty=True)
    must_be_word(group, length_max=GROUP_LENGTH_MAX, empty=True)
    must_be_whole(quantity, 0, QUANTITY_MILLI_MAX)
    must_be_whole(from_ms, 0, MS_MAX)
    must_be_whole(until_ms, 0, MS_MAX)
    must_be_whole(price, -1, AMOUNT_MINOR_MAX)
    return fact


def _read_tax(body: bytes) -> TaxFact:
    fact = TaxFact._make(read_fields(body, 5))
    must_be_word(fact.tax_class, empty=True)
    must_be_word(fact.branch, length_max=LOCATION_LENGTH_MAX, empty=True)
    must_be_whole(fact.from_ms, 0, MS_MAX)
    must_be_whole(fact.revision, 1, REVISION_MAX)
    taxes: Any = fact.taxes
    if type(taxes) is not tuple or len(taxes) > TAXES_OF_CLASS_MAX:
        raise MalformedError(f"A class of goods has at most {TAXES_OF_CLASS_MAX} taxes.")
    names = set()
    for name, rate, inclusive in taxes:
        must_be_word(name)
        must_be_whole(rate, 0, RATE_PPM_MAX)
        must_be_whole(inclusive, 0, 1)
        names.add(name)
    if len(names) < len(taxes):
        raise MalformedError("Two taxes of a class of goods have one name.")
    return fact


def _read_rounding(body: bytes) -> RoundingFact:
    fact = RoundingFact._make(read_fields(body, 5))
    must_be_word(fact.branch, length_max=LOCATION_LENGTH_MAX, empty=True)
    must_be_whole(fact.from_ms, 0, MS_MAX)
    must_be_whole(fact.cash_step_minor, 0, STEP_MINOR_MAX)
    must_be_whole(fact.by_receipt, 0, 1)
    must_be_whole(fact.revision, 1, REVISION_MAX)
    return fact


READERS: Mapping[str, Reader] = {
    kinds.PRICE_SET: guarded(_read_price),
    kinds.TAX_SET: guarded(_read_tax),
    kinds.ROUNDING_SET: guarded(_read_rounding),
}
"""The reader of every kind the price book folds."""
