"""The names a node goes by: the little that is known of it before its log is opened."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core.pin_hash import PIN_COST, PinCost

TILL, HUB = "till", "hub"
"""What a node is: one with a cashier, one without."""


@dataclass(frozen=True)
class Stationery:
    """What a shop wants on its papers beside what they say."""

    language: str = "en"
    header: tuple[str, ...] = ()
    """The shop's name, and lines below it."""
    footer: tuple[str, ...] = ()
    time_zone: str = ""
    """The shop's, like ``Europe/Kyiv``; empty is the machine's own."""
    cut_off_note: str = ""
    """What a receipt says that was sold while nobody could be reached; empty is our sentence."""
    columns: int = 42
    """Characters on a line of the paper."""
    prints: bool = False
    """Whether a printer is configured."""
    mails: bool = False
    """Whether a mail server is."""

    @property
    def zone(self) -> ZoneInfo | None:
        """The shop's time zone; None is the machine's own."""
        return ZoneInfo(self.time_zone) if self.time_zone else None


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
    stationery: Stationery = Stationery()
    has_scale: bool = False
    """Whether a scale is configured."""

    @property
    def holds_all(self) -> bool:
        """Whether the node subscribes to everything."""
        return "*" in self.scopes
