"""Cash rounding: where the smallest coins are gone, the cash part is what coins can pay."""

from __future__ import annotations

from core.money import divide_rounded


def cash_rounding(cash_minor: int, step_minor: int) -> int:
    """Return what to add to ``cash_minor`` so that coins of ``step_minor`` can pay it.

    Half a step is rounded away from zero. A step of 0 or 1 rounds nothing.
    """
    if step_minor <= 1:
        return 0
    return divide_rounded(cash_minor, step_minor) * step_minor - cash_minor
