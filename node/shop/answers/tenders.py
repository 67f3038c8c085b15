"""What a node answers about tenders whose money comes later."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TenderLine:
    """A tender of which something was noted."""

    sale: str
    receipt: str
    """The number of its sale; empty where the sale is not held here."""
    tender: int
    kind: str
    amount_minor: int
    reference: str
    state: str
    """pending, confirmed or failed."""
    location: str
    at_ms: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class TendersAnswer:
    """Tenders whose money is still to come."""

    tenders: tuple[TenderLine, ...]
