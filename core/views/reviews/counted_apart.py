"""Two counts of one product that did not know of one another: both differences were added."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.log.entry import Entry
from core.log.log_view import LogView
from core.quantity import format_quantity
from core.views.counts import CountedLine, Counts, counted_lines, latest
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_at, marks_of


class CountedApart:
    """Of the latest counts of a product none knew the others.

    What they found wrong they may all have found, and each put it right. The outcome until a
    person looks is the sum of all. Of them the last by stamp, origin and sequence stands; what
    the others added is the amount to take back. A new count, which knows them all, ends it.
    """

    name = "counted-apart"
    ways = ("recount", "adjust", "accept")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the counts are all kept."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield the products whose latest counts were made apart and found something wrong."""
        for sku, location, lines in counted_lines(view.table(Counts.name)):
            apart = latest(lines)
            others = _others(apart)
            if any(one.delta_milli for one in others):
                marks = marks_of((one.stream, one.sequence) for one in apart)
                amount = sum(one.delta_milli for one in others)
                yield Problem(self.name, (location, sku), location, amount, marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the counts; the last of them stands."""
        location, sku = problem.subject
        return earliest(
            involved_at(view, one.stream, one.sequence, one.delta_milli)
            for _, _, lines in counted_lines(view.table(Counts.name), sku, location)
            for one in latest(lines)
        )

    def said(self, problem: Problem) -> str:
        """Say what, and what would put it right."""
        location, sku = problem.subject
        return (
            f"{sku} at {location} was counted twice by tills that could not hear one another; "
            f"{format_quantity(problem.amount)} was added besides what the last count found."
        )


def _others(apart: list[CountedLine]) -> list[CountedLine]:
    """Return all but the one that stands."""
    return sorted(apart)[:-1]
