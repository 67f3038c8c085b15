"""Money as an integer of minor units (cents, kopiyky, centavos); floats never touch it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.errors import RefusedError
from core.quantity import MILLI

AMOUNT_MINOR_MAX = 10**12
"""Largest amount of one line or tender: ten thousand million units, far past any till,
and small enough that eight million such amounts still fit a signed 64-bit sum."""

EXPONENT = 2
"""Decimals of a major unit; every currency of today's users has two."""

MINOR_PER_MAJOR: int = 10**EXPONENT
"""Minor units of one major unit."""

_AMOUNT = re.compile(r"^(-?)(\d{1,12})(?:\.(\d{1,2}))?$", re.ASCII)


def price_for(price_minor: int, quantity_milli: int) -> int:
    """Return the amount in minor units of ``quantity_milli`` at ``price_minor`` per unit.

    Rounds half away from zero, as shopkeepers do by hand.
    """
    return divide_rounded(price_minor * quantity_milli, MILLI)


def divide_rounded(numerator: int, denominator: int) -> int:
    """Return ``numerator / denominator`` rounded half away from zero."""
    assert denominator > 0, "a divisor is a count of things"
    quotient, remainder = divmod(abs(numerator), denominator)
    rounded = quotient + (2 * remainder >= denominator)
    return rounded if numerator >= 0 else -rounded


def spread(amount_minor: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by weights so that the parts are exactly the amount.

    Each part is its share cut down to a minor unit, and what is left over goes, a minor unit
    each, to the parts that were cut most, of equal ones to the earlier: the largest remainder
    method. Weights must not be negative; where all are nothing they count alike.
    """
    assert all(weight >= 0 for weight in weights), "a share is no less than nothing"
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    shares = [divmod(abs(amount_minor) * weight, whole) for weight in weights]
    left = abs(amount_minor) - sum(part for part, _ in shares)
    cut_most = sorted(range(len(shares)), key=lambda at: -shares[at][1])[:left]
    parts = [part for part, _ in shares]
    for at in cut_most:
        parts[at] += 1
    return parts if amount_minor >= 0 else [-part for part in parts]


def parse_amount(text: str) -> int:
    """Read ``12.34``, ``-3`` or ``5.5`` as minor units; raises :class:`RefusedError`."""
    found = _AMOUNT.match(text.strip())
    if found is None:
        raise RefusedError(f"'{text}' is not an amount of money; write it like 12.34.")
    sign, major, minor = found.groups()
    amount = int(major) * MINOR_PER_MAJOR + int((minor or "").ljust(2, "0"))
    return -amount if sign else amount


def format_amount(amount_minor: int) -> str:
    """Return minor units as plain decimal text, ``-12.34``, without currency."""
    sign = "-" if amount_minor < 0 else ""
    major, minor = divmod(abs(amount_minor), MINOR_PER_MAJOR)
    return f"{sign}{major}.{minor:02d}"
