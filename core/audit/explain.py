"""Explaining a figure: every event behind it, with what it came to each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from core.audit.goods import MOVES
from core.audit.ledger import Cut, Happening, happenings
from core.log.log_view import LogView
from core.shop import kinds


class Step(NamedTuple):
    """One event that moved goods, and the figure after it."""

    happened: Happening
    quantity_milli: int
    """What came, or went: negative."""
    after_milli: int
    why: str
    """What a person knows it by: a receipt, a note, a reason."""


def explain_stock(view: LogView, cut: Cut, sku: str, location: str) -> Iterator[Step]:
    """Yield every event behind the figure of one SKU at one location, as it happened."""
    after = 0
    for one in happenings(view, cut, MOVES.keys()):
        moved = sum(
            quantity
            for what, where, quantity in MOVES[one.kind](one.fact)
            if (what, where) == (sku, location)
        )
        if moved or _counted(one, sku, location):
            after += moved
            yield Step(one, moved, after, one.receipt or _why(one.fact))


def _counted(one: Happening, sku: str, location: str) -> bool:
    """Return whether a count looked at the goods, though it found what the books said."""
    fact = one.fact
    return (
        one.kind == kinds.STOCK_COUNTED
        and fact.location == location
        and any(line[0] == sku for line in fact.lines)
    )


def _why(fact: Any) -> str:
    note: str = getattr(fact, "note", "")
    return note
