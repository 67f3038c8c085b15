"""What a sale says of its taxes: of each tax what it was on and what it came to, frozen.

An exclusive tax stands in the lines too, since the customer pays it on top; an inclusive one
is inside the prices and stands only here. Nothing works these sums out again: a rate may
change tomorrow, what was charged may not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from core.errors import MalformedError
from core.money import AMOUNT_MINOR_MAX
from core.shop.limits import LINES_MAX, RATE_PPM_MAX, TAXES_MAX, WORD_LENGTH_MAX
from core.shop.lines import TAX

SUM_MINOR_MAX = LINES_MAX * AMOUNT_MINOR_MAX
"""Largest sum of one tax: every line at its largest; it fits a signed 64-bit sum."""


class TaxSum(NamedTuple):
    """One tax of one sale."""

    name: str
    rate_ppm: int
    """Parts of a million: 230,000 is 23 %."""
    inclusive: int
    """1 when the tax is inside the prices, 0 when it is added on top."""
    base_minor: int
    """What the tax is on, itself not counted."""
    tax_minor: int


def check_taxes(taxes: Any) -> None:
    """Check the taxes of an event from anywhere; raises :class:`MalformedError`."""
    if type(taxes) is not tuple or len(taxes) > TAXES_MAX:
        raise MalformedError(f"A sale has at most {TAXES_MAX} taxes.")
    for name, rate, inclusive, base, tax in taxes:
        if type(name) is not str or not 0 < len(name) <= WORD_LENGTH_MAX or "\0" in name:
            raise MalformedError("A tax's name is empty or too long.")
        if type(rate) is not int or not 0 <= rate <= RATE_PPM_MAX:
            raise MalformedError("A tax's rate is out of bounds.")
        if type(inclusive) is not int or inclusive not in (0, 1):
            raise MalformedError("A tax is neither inside the prices nor on top.")
        for amount in (base, tax):
            if type(amount) is not int or not -SUM_MINOR_MAX <= amount <= SUM_MINOR_MAX:
                raise MalformedError("A tax's sums are no amounts of money.")


def taxes_agree(taxes: Sequence[TaxSum], lines: Sequence[tuple[Any, ...]]) -> bool:
    """Return whether every exclusive tax is what its lines add up to, and no line has none."""
    on_top: dict[str, int] = {}
    for kind, name, _, amount in lines:
        if kind == TAX:
            on_top[name] = on_top.get(name, 0) + amount
    for tax in taxes:
        if not tax.inclusive:
            on_top[tax.name] = on_top.get(tax.name, 0) - tax.tax_minor
    return not any(on_top.values())
