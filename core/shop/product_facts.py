"""Readers of products: what was registered, and what was edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.errors import MalformedError
from core.log.projection import Reader
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.limits import NAME_LENGTH_MAX, REVISION_MAX, SKU_LENGTH_MAX
from core.shop.product_fields import FIELDS_MAX, is_field
from core.shop.reading import guarded, must_be_whole, must_be_word, read_fields


class ProductFact(NamedTuple):
    """A product as somebody registered it."""

    at_ms: int
    sku: str
    name: str
    department: str
    price_minor: int
    barcode: str
    revision: int


class ProductEditFact(NamedTuple):
    """Fields of a product that somebody edited: (name, revision, value), by name."""

    at_ms: int
    sku: str
    fields: tuple[tuple[str, int, str | int], ...]


def _read_product(body: bytes) -> ProductFact:
    fact = ProductFact._make(read_fields(body, 6))
    must_be_word(fact.sku, length_max=SKU_LENGTH_MAX)
    must_be_word(fact.name, length_max=NAME_LENGTH_MAX, empty=True)
    must_be_word(fact.department, empty=True)
    must_be_word(fact.barcode, empty=True)
    must_be_whole(fact.price_minor, 0, AMOUNT_MINOR_MAX)
    must_be_whole(fact.revision, 1, REVISION_MAX)
    return fact


def _read_edit(body: bytes) -> ProductEditFact:
    fact = ProductEditFact._make(read_fields(body, 2))
    must_be_word(fact.sku, length_max=SKU_LENGTH_MAX)
    fields: Any = fact.fields
    if type(fields) is not tuple or not 0 < len(fields) <= FIELDS_MAX:
        raise MalformedError(f"An edit changes 1 to {FIELDS_MAX} fields.")
    before = ""
    for name, revision, value in fields:
        must_be_whole(revision, 1, REVISION_MAX)
        if not is_field(name, value) or name <= before:
            raise MalformedError("An edit has a field no product has, or the same one twice.")
        before = name
    return fact


READERS: Mapping[str, Reader] = {
    kinds.PRODUCT_REGISTERED: guarded(_read_product),
    kinds.PRODUCT_EDITED: guarded(_read_edit),
}
"""The reader of every kind the catalogue folds."""
