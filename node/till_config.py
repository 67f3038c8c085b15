"""The names a node goes by: the little that is known of it before its log is opened."""

from __future__ import annotations

from dataclasses import dataclass

from core.pin_hash import PIN_COST, PinCost

TILL, HUB = "till", "hub"
"""What a node is: one with a cashier, one without."""


@dataclass(frozen=True)
class TillConfig:
    """The names a till signs its events with."""

    name: str
    branch: str
    role: str = TILL
    company: str = "company"
    currency: str = "USD"
    scopes: tuple[str, ...] = ("*",)
    """What the node subscribes to; ``*`` is everything."""
    pin_cost: PinCost = PIN_COST
    """What hashing a PIN costs here."""

    @property
    def holds_all(self) -> bool:
        """Whether the node subscribes to everything."""
        return "*" in self.scopes
