"""What a node answers about its scale."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WeightAnswer:
    """What the scale shows at this moment."""

    state: str
    """still, moving, overloaded or below-zero."""
    stable: bool
    """Whether it is at rest: only then is it a weight to sell by."""
    weight_milli: int | None
    """Thousandths of the unit, the tare taken off; None where the scale tells no weight."""
    unit: str
    """kg or lb."""
    net: bool
    """Whether a tare was taken off."""
