"""The fields of a customer, and what each may hold; they are edited and merge one by one.

What says who somebody is stands sealed in the log, under the customer's own key; what the shop
decided about them stands open.
"""

from __future__ import annotations

import re

from core.money import AMOUNT_MINOR_MAX
from core.secret_box import OVERHEAD_BYTES
from core.shop.limits import GROUP_LENGTH_MAX, NAME_LENGTH_MAX, WORD_LENGTH_MAX

NAME, NUMBER, PHONE, EMAIL = "name", "number", "phone", "email"
"""What a customer is found by; the number is that of a card, or what another system says."""

ADDRESS, TAX_NUMBER, NOTE = "address", "tax_number", "note"
"""What else a shop may need to know of a person."""

GROUP, LANGUAGE, CREDIT_LIMIT = "group", "language", "credit_limit"
"""Whose prices count, in which language receipts are, a tag like pt-BR, and up to how many minor
units somebody may owe."""

LENGTHS = {
    NAME: NAME_LENGTH_MAX,
    NUMBER: WORD_LENGTH_MAX,
    PHONE: WORD_LENGTH_MAX,
    EMAIL: NAME_LENGTH_MAX,
    ADDRESS: NAME_LENGTH_MAX,
    TAX_NUMBER: WORD_LENGTH_MAX,
    NOTE: NAME_LENGTH_MAX,
}
"""Of each personal field, the most characters."""

FIELDS_MAX = len(LENGTHS) + 3
"""Most fields of one edit."""

_LANGUAGE = re.compile("([a-z]{2,3}(-[A-Z]{2})?)?", re.ASCII)
_UTF8_BYTES_MAX = 4
_PHONE_DIGITS = 9
"""How many digits, from the last one back, two numbers must have in common to be one: with a
country's code before them or a nought, they are longer."""


def is_personal(name: str) -> bool:
    """Return whether a field says who somebody is, and so is sealed."""
    return name in LENGTHS


def is_field(name: object, value: object) -> bool:
    """Return whether a customer has such a field, and it may hold this value in an event."""
    if name == GROUP:
        return type(value) is str and "\0" not in value and len(value) <= GROUP_LENGTH_MAX
    if name == LANGUAGE:
        return type(value) is str and _LANGUAGE.fullmatch(value) is not None
    if name == CREDIT_LIMIT:
        return type(value) is int and 0 <= value <= AMOUNT_MINOR_MAX
    if type(name) is not str or not is_personal(name) or type(value) is not bytes:
        return False
    return OVERHEAD_BYTES <= len(value) <= OVERHEAD_BYTES + _UTF8_BYTES_MAX * LENGTHS[name]


def phone_key(text: str) -> str:
    """Return what of a telephone number is compared; empty for one too short to compare."""
    digits = "".join(one for one in text if one.isdecimal() and one.isascii())
    return digits[-_PHONE_DIGITS:] if len(digits) >= _PHONE_DIGITS - 3 else ""


def email_key(text: str) -> str:
    """Return what of an address for e-mail is compared."""
    return text.strip().casefold()
