"""One id given to two things: a command was sent again, and to another till."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from core.log.entry import Entry
from core.log.log_view import LogView
from core.views.reviews.review import (
    Evidence,
    Involved,
    Problem,
    earliest,
    involved_at,
    marks_of,
)


class UsedTwice:
    """One command was done on two tills that could not hear one another; both count.

    The log notes the places as they come (:meth:`LogView.shared_ids`).
    """

    name = "id-used-twice"
    ways = ("refund", "accept")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the log knows."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield the ids that two events or more began with."""
        for identifier, places in view.shared_ids():
            location = min(each.location for each in _events(view, places))
            subject = (identifier.hex,)
            yield Problem(self.name, subject, location, len(places), marks_of(places))

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the events that have the id."""
        wanted = UUID(hex=problem.subject[0])
        for identifier, places in view.shared_ids():
            if identifier == wanted:
                return earliest(_events(view, places))
        return [], 0

    def said(self, problem: Problem) -> str:
        """Say which id."""
        return (
            f"The command {problem.subject[0][:8]} was done {problem.amount} times, on tills that "
            "could not hear one another."
        )


def _events(view: LogView, places: list[tuple[Any, int]]) -> list[Involved]:
    return [involved_at(view, stream, sequence) for stream, sequence in places]
