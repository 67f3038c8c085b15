"""The fields of a ticket, and what each may hold; they are written and merge one by one.

Families have a field for each of something. ``price/`` and ``note/``: for each line, named by its
number and the stream that holds its first scan. ``discount/`` and ``coupon/``: for each line, and
for the basket. ``shown/``: for each promotion coupon. ``card/``: for each gift card that is sold.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from core.crdt.field_map import Value
from core.money import AMOUNT_MINOR_MAX
from core.shop.limits import CODE_LENGTH_MAX, GROUP_LENGTH_MAX, LINES_MAX, WORD_LENGTH_MAX

NAME, PERSON, HOLDER = "name", "person", "holder"
"""What it is called; whose it is, a login; the till that has it, empty while it is on hold."""

CUSTOMER, GROUP = "customer", "group"
"""Whom it is for: the customer's number, and the customer group whose prices count."""

PRICES, NOTES = "price/", "note/"
"""What one of a line costs, and a remark on it."""

DISCOUNTS, COUPONS = "discount/", "coupon/"
"""What is taken off a line or the basket, by the shop or by a manufacturer: how much and why are
one value, so that two that were written apart are never mixed."""

SHOWN, CARDS = "shown/", "card/"
"""1 for a coupon of a promotion that was shown; what a gift card is sold for. 0 takes it back."""

BASKET_NAME = "basket"
"""What stands for a line where money is taken off all of them."""

NO_PRICE = -1
"""The price of a line that has none of its own (any more)."""

_LINE = re.compile(r"([1-9][0-9]{0,3})/((?:[0-9a-f]{2}){21,255})", re.ASCII)
_OFF = re.compile(r"(0|[1-9][0-9]{0,12}) ([^\0]*)", re.ASCII)
_WORDS = {NAME, PERSON, HOLDER, CUSTOMER}


def line_field(family: str, line: int, owner: bytes) -> str:
    """Return the name of a field of a line; ``owner`` is the stream of its first scan."""
    return f"{family}{line}/{owner.hex()}"


def off_field(family: str, line: int = 0, owner: bytes = b"") -> str:
    """Return the name of a field of money off: of a line, or of the basket where it is 0."""
    return line_field(family, line, owner) if line else family + BASKET_NAME


class MoneyOff(NamedTuple):
    """So much off, and why."""

    amount_minor: int
    reason: str

    @property
    def value(self) -> str:
        """As a field holds it."""
        return f"{self.amount_minor} {self.reason}"


NOTHING_OFF = MoneyOff(0, "")
"""What is taken off where nobody said so."""


def read_off(value: object) -> MoneyOff | None:
    """Return the money off that a field says; None when it says none."""
    found = _OFF.fullmatch(value) if type(value) is str else None
    if found is None or int(found[1]) > AMOUNT_MINOR_MAX or len(found[2]) > WORD_LENGTH_MAX:
        return None
    return MoneyOff(int(found[1]), found[2])


def is_ticket_field(name: object, value: object) -> bool:
    """Return whether a ticket has a field of this name, and it may hold this value."""
    if type(name) is not str:
        return False
    if name in _WORDS or name == GROUP:
        return _is_word(value, GROUP_LENGTH_MAX if name == GROUP else WORD_LENGTH_MAX)
    family, _, of = name.partition("/")
    match family + "/":
        case "price/":
            return _is_line(of) and _is_whole(value, NO_PRICE, AMOUNT_MINOR_MAX)
        case "note/":
            return _is_line(of) and _is_word(value, WORD_LENGTH_MAX)
        case "discount/" | "coupon/":
            return (of == BASKET_NAME or _is_line(of)) and read_off(value) is not None
        case "shown/":
            return _is_name(of, WORD_LENGTH_MAX) and _is_whole(value, 0, 1)
        case "card/":
            return _is_name(of, CODE_LENGTH_MAX) and _is_whole(value, 0, AMOUNT_MINOR_MAX)
    return False


def _is_line(text: str) -> bool:
    found = _LINE.fullmatch(text)
    return found is not None and int(found[1]) <= LINES_MAX


def _is_name(text: str, length_max: int) -> bool:
    return text != "" and _is_word(text, length_max)


def _is_word(value: object, length_max: int) -> bool:
    return type(value) is str and "\0" not in value and len(value) <= length_max


def _is_whole(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def empty_of(name: str) -> Value:
    """Return what a field says that nobody has written."""
    if name.startswith((DISCOUNTS, COUPONS)):
        return NOTHING_OFF.value
    if name.startswith((SHOWN, CARDS)):
        return 0
    return NO_PRICE if name.startswith(PRICES) else ""
