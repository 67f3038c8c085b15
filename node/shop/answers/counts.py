"""What a node answers about stock-takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CountedLine:
    """One product as it was counted."""

    sku: str
    counted_milli: int
    book_milli: int
    """What the books said at that moment."""
    delta_milli: int
    """What is added to the books when the count is finished."""


@dataclass(frozen=True, slots=True)
class CountAnswer:
    """A stock-take."""

    id: str
    location: str
    by: str
    note: str
    lines: tuple[CountedLine, ...]
    finished: bool
    repeated: bool = False
    abandoned: bool = False
    products: int = 0
    """How many products were counted; a line is answered with its own product only."""


@dataclass(frozen=True, slots=True)
class CountsAnswer:
    """The counts this till has open."""

    counts: tuple[CountAnswer, ...]
