"""The fields of a promotion, and what each may hold; they are edited and merge one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.crdt.field_map import Value
from core.money import AMOUNT_MINOR_MAX
from core.shop.limits import (
    GROUP_LENGTH_MAX,
    LOCATION_LENGTH_MAX,
    PPM,
    SKU_LENGTH_MAX,
    WORD_LENGTH_MAX,
)
from core.shop.reading import MS_MAX

NAME, KIND, ACTIVE = "name", "kind", "active"
"""What stands on the receipt; how it is worked out; 0 once it was taken back."""

PERCENT, AMOUNT, N_FOR_M, BASKET_PERCENT, BASKET_AMOUNT = KINDS = (
    "percent",
    "amount",
    "n-for-m",
    "basket-percent",
    "basket-amount",
)
"""A share of the goods; so much off each; n taken and m paid; a share of, or so much off, the
whole basket."""

RATE, OFF, TAKE, PAY = "rate_ppm", "off_minor", "take", "pay"
"""The share in parts of a million; the money; of how many pieces, how many are paid."""

SKU, DEPARTMENT, LEAST = "sku", "department", "least_minor"
"""Which goods; empty for all. From which basket on."""

BRANCH, GROUP, FROM, UNTIL, COUPON = "branch", "group", "from_ms", "until_ms", "coupon"
"""Where, for whom, from when, until when (0: no end), and with which coupon; empty for all."""

CODE_LENGTH_MAX = 32
"""Longest code of a promotion: a short word people type."""

PIECES_MAX = 1_000
"""Most pieces of an n-for-m: a pallet."""

FIELDS_MAX = 20
"""Most fields of one edit: there are fifteen."""


def _text(length_max: int) -> Callable[[Value], bool]:
    return lambda value: type(value) is str and "\0" not in value and len(value) <= length_max


def _whole(most: int) -> Callable[[Value], bool]:
    return lambda value: type(value) is int and 0 <= value <= most


FIELDS: Mapping[str, Callable[[Value], bool]] = {
    NAME: _text(WORD_LENGTH_MAX),
    KIND: lambda value: value in KINDS,
    ACTIVE: _whole(1),
    RATE: _whole(PPM),
    OFF: _whole(AMOUNT_MINOR_MAX),
    TAKE: _whole(PIECES_MAX),
    PAY: _whole(PIECES_MAX),
    SKU: _text(SKU_LENGTH_MAX),
    DEPARTMENT: _text(WORD_LENGTH_MAX),
    LEAST: _whole(AMOUNT_MINOR_MAX),
    BRANCH: _text(LOCATION_LENGTH_MAX),
    GROUP: _text(GROUP_LENGTH_MAX),
    FROM: _whole(MS_MAX),
    UNTIL: _whole(MS_MAX),
    COUPON: _text(WORD_LENGTH_MAX),
}
"""Every field, and whether it may hold a value."""

_NUMBERS = {RATE, OFF, TAKE, PAY, LEAST, FROM, UNTIL}


def is_promotion_field(name: object, value: object) -> bool:
    """Return whether a promotion has a field of this name, and it may hold this value."""
    if type(name) is not str or not isinstance(value, str | int):
        return False
    holds = FIELDS.get(name)
    return holds is not None and holds(value)


def empty_of(name: str) -> Value:
    """Return what a field says that nobody has written."""
    if name == KIND:
        return PERCENT
    return 1 if name == ACTIVE else 0 if name in _NUMBERS else ""
