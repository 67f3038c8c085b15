"""The fields of a ticket, and what each may hold; they are written and merge one by one.

``price/`` and ``note/`` are families: a field for each line, named by the line's number and the
stream that holds its first scan.
"""

from __future__ import annotations

import re

from core.crdt.field_map import Value
from core.money import AMOUNT_MINOR_MAX
from core.shop.limits import GROUP_LENGTH_MAX, LINES_MAX, WORD_LENGTH_MAX

NAME, PERSON, HOLDER = "name", "person", "holder"
"""What it is called; whose it is, a login; the till that has it, empty while it is on hold."""

CUSTOMER, GROUP = "customer", "group"
"""Whom it is for: the customer's number, and the customer group whose prices count."""

PRICES, NOTES = "price/", "note/"
"""What the names of the two families begin with: what one of a line costs, and a remark."""

NO_PRICE = -1
"""The price of a line that has none of its own (any more)."""

_LINE = re.compile(r"([1-9][0-9]{0,3})/((?:[0-9a-f]{2}){21,255})", re.ASCII)
_WORDS = {NAME, PERSON, HOLDER, CUSTOMER}


def line_field(family: str, line: int, owner: bytes) -> str:
    """Return the name of a field of a line; ``owner`` is the stream of its first scan."""
    return f"{family}{line}/{owner.hex()}"


def is_ticket_field(name: object, value: object) -> bool:
    """Return whether a ticket has a field of this name, and it may hold this value."""
    if type(name) is not str:
        return False
    if name in _WORDS or name == GROUP:
        return _is_word(value, GROUP_LENGTH_MAX if name == GROUP else WORD_LENGTH_MAX)
    for family in (PRICES, NOTES):
        if name.startswith(family):
            found = _LINE.fullmatch(name, len(family))
            if found is None or int(found[1]) > LINES_MAX:
                return False
            return _is_price(value) if family == PRICES else _is_word(value, WORD_LENGTH_MAX)
    return False


def _is_word(value: object, length_max: int) -> bool:
    return type(value) is str and "\0" not in value and len(value) <= length_max


def _is_price(value: object) -> bool:
    return type(value) is int and NO_PRICE <= value <= AMOUNT_MINOR_MAX


def empty_of(name: str) -> Value:
    """Return what a field says that nobody has written."""
    return NO_PRICE if name.startswith(PRICES) else ""
