"""Oversold: the books of a location say less than nothing is there.

Goods on the counter are never refused, so tills that cannot hear one another may sell one
thing twice. The problem follows from the counter alone: its rows add up to less than nothing,
and something did come in once (of what nobody ever books in, no books are kept). Rows join in
any order to the same counter, so the review is the same everywhere.

Which sales? All that touch the counter are put into one order, by stamp, then origin, then
sequence, as every node that holds them can. Going back from the end, the sales involved are
those that found the books empty, and before them those that took the last pieces: as many as
were promised twice, but none from before the goods last came in.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from core.identity import StreamId, branch_scope
from core.log.entry import Entry, entry_of
from core.log.log_view import LogView
from core.quantity import format_quantity
from core.shop.transfer import is_transit
from core.views.inventory import Inventory, counter_of, moved_by, negative
from core.views.reviews.review import (
    INVOLVED_MAX,
    Evidence,
    Involved,
    Problem,
    involved_by,
)

LOOK_BACK_MAX = 20_000
"""Events looked at for one review, the latest: a branch's busiest week, a tenth of a second."""


class Oversold:
    """More of a product went out of a location than ever came in."""

    name = "oversold"
    ways = ("recount", "transfer", "backorder", "refund")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the inventory has it."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield the counters below zero; a mark is how much ever went out by a stream.

        Everybody hears of transfers, so of a branch whose own streams are not held the books
        are known in part, and judged by nobody.
        """
        below = list(negative(view.table(Inventory.name)))
        scopes = {stream.base_scope for stream in view.heads()} if below else set[str]()
        for sku, location, counter in below:
            if is_transit(location):
                continue  # goods may arrive before their dispatch is heard of
            if branch_scope(location) not in scopes:
                continue
            if any(row.increments for row in counter.rows.values()):
                rows = sorted(counter.rows.items())
                marks = {stream: row.decrements for stream, row in rows if row.decrements}
                yield Problem(self.name, (location, sku), location, -counter.value, marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return what went out of pieces promised twice, in causal order."""
        location, sku = problem.subject
        counter = counter_of(view.table(Inventory.name), sku, location)
        value, promised_twice = counter.value, -counter.value
        found: deque[Involved] = deque(maxlen=INVOLVED_MAX)
        count = 0
        back = merge(
            *(_back(view, stream, row.sequence) for stream, row in counter.rows.items()),
            key=_order,
            reverse=True,
        )
        for at in islice(back, LOOK_BACK_MAX):
            moved = moved_by(at.entry, sku, location)
            if value >= promised_twice or (value >= 0 and moved > 0):
                break
            if moved < 0:
                found.appendleft(involved_by(at.stream, at.entry, -moved))
                count += 1
            value -= moved
        return list(found), count - len(found)

    def said(self, problem: Problem) -> str:
        """Say what is missing where."""
        location, sku = problem.subject
        return (
            f"{location} sold {format_quantity(problem.amount)} more of {sku} than its books have."
        )


class _At(NamedTuple):
    stream: StreamId
    entry: Entry


def _order(at: _At) -> tuple[int, StreamId, int]:
    return at.entry.hlc, at.stream, at.entry.sequence


def _back(view: LogView, stream: StreamId, last: int) -> Iterator[_At]:
    for record in view.records_back(stream, last):
        yield _At(stream, entry_of(record))
