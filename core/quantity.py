"""Quantity as an integer of thousandths: fuel and weighed goods are real, floats are not."""

from __future__ import annotations

import re

from core.errors import RefusedError

MILLI = 1000
"""Thousandths in one unit."""

QUANTITY_MILLI_MAX = 10**12
"""Largest quantity of one line: a thousand million units, past any pallet or tanker,
and small enough that nine million such lines still fit an unsigned 64-bit counter."""

_QUANTITY = re.compile(r"^(-?)(\d{1,9})(?:\.(\d{1,3}))?$", re.ASCII)


def parse_quantity(text: str) -> int:
    """Read ``2``, ``0.5`` or ``-1.125`` as thousandths; raises :class:`RefusedError`."""
    found = _QUANTITY.match(text.strip())
    if found is None:
        raise RefusedError(f"'{text}' is not a quantity; write it like 2 or 0.125.")
    sign, whole, part = found.groups()
    quantity = int(whole) * MILLI + int((part or "").ljust(3, "0"))
    return -quantity if sign else quantity


def format_quantity(quantity_milli: int) -> str:
    """Return thousandths as the shortest decimal text: ``2``, ``0.5``, ``-1.125``."""
    sign = "-" if quantity_milli < 0 else ""
    whole, part = divmod(abs(quantity_milli), MILLI)
    if not part:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{part:03d}".rstrip("0")
