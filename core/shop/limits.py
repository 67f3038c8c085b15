"""Limits of the shop's words, checked when people type them and again when peers send them."""

from __future__ import annotations

from core.errors import RefusedError

SKU_LENGTH_MAX = 48
"""Longest SKU: the longest GS1 code in use is 48 digits, most have 13."""

NAME_LENGTH_MAX = 200
"""Longest name of a product: what two lines of a wide receipt can hold, twice over."""

WORD_LENGTH_MAX = 64
"""Longest till, reason, reference, department, barcode or customer number."""

CODE_LENGTH_MAX = 40
"""Longest code of a gift card; a customer's id, which stands in its place, has 32."""

NOTE_LENGTH_MAX = 400
"""Longest note somebody writes about a review: two sentences of a hurried person."""

LOCATION_LENGTH_MAX, SERIES_LENGTH_MAX, TENDER_LENGTH_MAX, CURRENCY_LENGTH_MAX = 48, 32, 32, 8
"""Longest location, series, tender and currency: with four bytes a character all of them
together, or an SKU with a location and a stream, still fit one key of the data file (511)."""

NUMBER_MAX = 2**40
"""Largest receipt number: a sale a second for thirty thousand years."""

REVISION_MAX = 2**16 - 1
"""Most revisions of one product: a price changed every day for 179 years."""

LINES_MAX = 5_000
"""Most lines of one event; the longest real invoice seen has 1,114."""

TAXES_MAX = 50
"""Most taxes of one sale: no receipt anywhere names more than a handful."""

GROUP_LENGTH_MAX = 16
"""Longest name of a customer group: with an SKU and a location it fits a key (511 bytes)."""

TAXES_OF_CLASS_MAX = 8
"""Most taxes on one item: a state, a county, a city and a few on drink."""

PPM = 1_000_000
"""Parts of the whole that rates are counted in."""

RATE_PPM_MAX = 10 * PPM
"""Highest rate of a tax in parts of a million: ten times the price."""

TENDERS_MAX = 100
"""Most tenders of one sale: a party that pays with a hundred vouchers."""


def check_word(what: str, text: str, length_max: int, *, empty: bool = False) -> None:
    """Check a word somebody typed; raises :class:`RefusedError` naming ``what`` it is.

    A NUL would end a key early, and half a surrogate pair has no bytes.
    """
    least = 0 if empty else 1
    if not least <= len(text) <= length_max:
        raise RefusedError(f"{what} has {least} to {length_max} characters, not {len(text)}.")
    if "\0" in text or not (text.isascii() or _has_bytes(text)):
        raise RefusedError(f"{what} holds a character that cannot be written down.")


def _has_bytes(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def check_receipt(location: str, series: str, number: int, currency: str) -> None:
    """Check what every receipt carries; raises :class:`RefusedError`."""
    check_word("A location", location, LOCATION_LENGTH_MAX)
    check_word("A receipt series", series, SERIES_LENGTH_MAX)
    check_word("A currency", currency, CURRENCY_LENGTH_MAX)
    if not 0 < number <= NUMBER_MAX:
        raise RefusedError(f"A receipt number is 1 to {NUMBER_MAX}, not {number}.")
