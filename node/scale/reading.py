"""What a scale shows, whatever protocol it speaks."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from core.quantity import MILLI

STILL, MOVING, OVERLOADED, BELOW_ZERO = "still", "moving", "overloaded", "below-zero"
"""How what a scale shows is to be taken; only what is still is a weight to sell by."""

_NUMBER = re.compile(rb" *(-?)(\d{1,6}(?:\.\d{1,6})?)", re.ASCII)
"""Right-aligned, with a sign before the first digit; no scale of a shop shows more digits."""

_GRAMS = {b"g": (b"kg", 1)}
"""Units that are thousandths of another, and how many thousandths of it one of them is."""


class UnreadableError(Exception):
    """A scale answered what its protocol does not know."""


class Reading(NamedTuple):
    """What a scale shows at one moment."""

    state: str
    weight_milli: int | None = None
    """Thousandths of its unit, the tare taken off; None where the scale tells no weight."""
    unit: str = ""
    """``kg`` or ``lb``, say; empty where the protocol does not name it."""
    net: bool = False
    """Whether a tare was taken off."""


def weighed(state: str, number: bytes, unit: bytes = b"", *, net: bool = False) -> Reading:
    """Return what a number in a unit means; raises :class:`UnreadableError`.

    Grams become kilograms. What is less than nothing is below zero, whatever else was said.
    """
    found = _NUMBER.fullmatch(number)
    if found is None:
        raise UnreadableError
    sign, digits = found.groups()
    unit, milli = _GRAMS.get(unit.lower(), (unit.lower(), MILLI))
    weight = Decimal(digits.decode()) * milli
    if weight != int(weight):
        raise UnreadableError
    weight_milli = -int(weight) if sign else int(weight)
    if weight_milli < 0:
        state = BELOW_ZERO
    return Reading(state, weight_milli, unit.decode(), net)
