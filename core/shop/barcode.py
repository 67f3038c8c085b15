"""Barcodes: check digits, the one form a code is found by, and codes a scale prints.

EAN-8, UPC-A, EAN-13 and GTIN-14 are one family of numbers (GS1 General Specifications,
section 7.9): the last digit checks the others, and leading zeros say nothing. So a product is
found by whichever of them its label shows. A code that is none of them is found as it is typed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from core.errors import RefusedError
from core.shop.limits import WORD_LENGTH_MAX, check_word

GTIN_LENGTHS = {8: "EAN-8", 12: "UPC-A", 13: "EAN-13", 14: "GTIN-14"}
"""How many digits each symbology has."""

_CANONICAL_LENGTH = max(GTIN_LENGTHS)
_LAYOUT = re.compile(r"^(?:0?2[0-9]?)I{3,7}V?(?:P{4,6}|W{4,6})C$", re.ASCII)


def check_digit(digits: str) -> int:
    """Return the check digit that belongs behind ``digits``."""
    weighted = sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(reversed(digits)))
    return -weighted % 10


def symbology_of(code: str) -> str | None:
    """Return which GTIN a code is by its length and digits, right or wrong; None for no GTIN."""
    return GTIN_LENGTHS.get(len(code)) if code.isascii() and code.isdigit() else None


def has_valid_check_digit(code: str) -> bool:
    """Return whether a code of digits ends in the digit the others ask for."""
    return int(code[-1]) == check_digit(code[:-1])


def check_barcode(code: str, *, plain: bool = False) -> None:
    """Check a barcode somebody typed or a file names; raises :class:`RefusedError`.

    ``plain`` takes a GTIN whose check digit is wrong: such labels are in use, and are read.
    """
    check_word("A barcode", code, WORD_LENGTH_MAX)
    symbology = symbology_of(code)
    if symbology is not None and not plain and not has_valid_check_digit(code):
        raise RefusedError(
            f"Barcode {code} is no {symbology}: its last digit would be {check_digit(code[:-1])}."
        )


def canonical(code: str) -> str:
    """Return the form a code is kept and found by: GTINs alike with leading zeros to 14 digits.

    A number whose check digit is wrong is no GTIN and stays as it is.
    """
    if symbology_of(code) is None or not has_valid_check_digit(code):
        return code
    return code.zfill(_CANONICAL_LENGTH)


class Embedded(NamedTuple):
    """What a scale printed: whose goods, and how much of them or what they cost."""

    item: str
    """The code of the product: the label with its price or weight and check digit set to 0."""
    quantity_milli: int | None
    amount_minor: int | None


class Layout(NamedTuple):
    """Where a label of restricted circulation keeps its parts.

    Written as the label is read, a letter a digit: ``I`` the item, ``W`` its weight in
    thousandths, ``P`` its price in minor units, ``V`` a digit that checks the value and is not
    looked at, ``C`` the check digit; the digits before are what such labels begin with.
    """

    text: str

    @property
    def prefix(self) -> str:
        """The digits that every label of this layout begins with."""
        return self.text[: self.text.index("I")]

    @classmethod
    def parse(cls, text: str) -> Layout:
        """Read a layout like ``21IIIIIWWWWWC``; raises :class:`RefusedError`."""
        if len(text) not in (12, 13) or not _LAYOUT.match(text):
            raise RefusedError(
                f"'{text}' is no layout of a label; write it like 21IIIIIWWWWWC or 2IIIIIVPPPPC."
            )
        return cls(text)

    def read(self, code: str) -> Embedded | None:
        """Return what a label says, None when it is of another layout or its check is wrong."""
        if len(code) != len(self.text) or not code.startswith(self.prefix):
            return None
        if symbology_of(code) is None or not has_valid_check_digit(code):
            return None
        item = code[: self.text.rindex("I") + 1]
        value = "".join(digit for digit, part in zip(code, self.text, strict=True) if part in "PW")
        plain = item.ljust(len(code) - 1, "0")
        quantity = int(value) if "W" in self.text else None
        amount = int(value) if "P" in self.text else None
        return Embedded(plain + str(check_digit(plain)), quantity, amount)


def read_embedded(code: str, layouts: tuple[Layout, ...]) -> Embedded | None:
    """Return what a scale's label says, by the first layout it is of; None for other codes."""
    for layout in layouts:
        if (found := layout.read(code)) is not None:
            return found
    return None
