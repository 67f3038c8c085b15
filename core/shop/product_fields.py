"""The fields of a product, and what each may hold; they are edited and merge one by one.

``barcode/`` and ``attribute/`` are families: each code and each attribute is a field of its own,
so that two branches may each add one and both are kept. A barcode holds 1, or 0 once it was
taken off; an attribute nothing, once it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.crdt.field_map import Value
from core.money import AMOUNT_MINOR_MAX
from core.shop.limits import NAME_LENGTH_MAX, SKU_LENGTH_MAX, WORD_LENGTH_MAX

NAME, DEPARTMENT, PRICE, BARCODE = "name", "department", "price", "barcode"
"""What a registration says; ``barcode`` is the first of a product's codes."""

UNIT, MINIMUM_AGE, TAX_CLASS, PARENT = "unit", "minimum_age", "tax_class", "parent"
"""How it is sold, to whom, how it is taxed, and the SKU of what it is a variant of."""

BARCODES, ATTRIBUTES = "barcode/", "attribute/"
"""What the names of the two families begin with."""

PIECE, WEIGHED = "piece", "weighed"
"""The units goods are sold in."""

MINIMUM_AGE_MAX = 120
"""Oldest age anything is sold from."""

FIELDS_MAX = 200
"""Most fields of one product: its own, and all the barcodes and attributes it ever had."""

FIELD_LENGTH_MAX = WORD_LENGTH_MAX + len(ATTRIBUTES)
"""Longest name of a field."""


def _text(length_max: int) -> Callable[[Value], bool]:
    return lambda value: type(value) is str and "\0" not in value and len(value) <= length_max


def _whole(most: int) -> Callable[[Value], bool]:
    return lambda value: type(value) is int and 0 <= value <= most


_OWN: Mapping[str, Callable[[Value], bool]] = {
    NAME: _text(NAME_LENGTH_MAX),
    DEPARTMENT: _text(WORD_LENGTH_MAX),
    PRICE: _whole(AMOUNT_MINOR_MAX),
    BARCODE: _text(WORD_LENGTH_MAX),
    UNIT: lambda value: value in (PIECE, WEIGHED),
    MINIMUM_AGE: _whole(MINIMUM_AGE_MAX),
    TAX_CLASS: _text(WORD_LENGTH_MAX),
    PARENT: _text(SKU_LENGTH_MAX),
}
_FAMILIES: Mapping[str, Callable[[Value], bool]] = {
    BARCODES: _whole(1),
    ATTRIBUTES: _text(WORD_LENGTH_MAX),
}


def empty_of(name: str) -> Value:
    """Return what a field says that nobody has written."""
    if name == UNIT:
        return PIECE
    return 0 if name in (PRICE, MINIMUM_AGE) or name.startswith(BARCODES) else ""


def is_field(name: object, value: object) -> bool:
    """Return whether a product has a field of this name, and it may hold this value."""
    if type(name) is not str or "\0" in name or not isinstance(value, str | int):
        return False
    if (holds := _OWN.get(name)) is not None:
        return holds(value)
    family, slash, word = name.partition("/")
    holds = _FAMILIES.get(family + slash)
    return holds is not None and 0 < len(word) <= WORD_LENGTH_MAX and holds(value)
