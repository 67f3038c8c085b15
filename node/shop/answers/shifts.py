"""Answers about shifts and the drawer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

OPEN, CLOSED, LEFT_BEHIND = "open", "closed", "left behind"
"""What a shift is; one of an older epoch of its till is closed by nobody any more."""


@dataclass(frozen=True, slots=True)
class ShiftAnswer:
    """The till's shift after a change."""

    id: str
    business_date: str
    state: str
    amount_minor: int = 0
    """What was put in, taken out or counted."""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """An X report, or a Z with its number and hash."""

    number: int
    """Its place among the series' Z reports; 0 for an X."""
    business_date: str
    first: int
    last: int
    """The records of the till's stream that it folds."""
    digest: str
    """The hash of a Z, over its bytes and the chain of the log; empty for an X."""
    recomputes: bool
    """Whether this node worked the same bytes and the same hash out of its own log."""
    report: dict[str, Any]
    """What the shift came to, field by field."""


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """A shift of some till."""

    till: str
    series: str
    number: int
    business_date: str
    state: str
    sales: int
    paid_minor: int
    difference_minor: int


@dataclass(frozen=True, slots=True)
class ShiftsAnswer:
    """Every shift this node knows of."""

    shifts: tuple[ShiftLine, ...]
