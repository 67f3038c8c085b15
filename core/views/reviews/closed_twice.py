"""One ticket closed twice: two tills of a branch, cut apart, each took the customer's money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.log.entry import Entry
from core.log.log_view import LogView
from core.shop import kinds
from core.shop.reading import ID_BYTES
from core.views.reviews.kept import REVIEWS, evidence, evidence_about
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_at, marks_of


class ClosedTwice:
    """Two sales or more of one ticket; the money of each was taken and is counted."""

    name = "closed-twice"
    ways = ("refund", "accept")
    kinds = frozenset({kinds.SALE_COMPLETED})

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep of each sale of a ticket where it was made."""
        if len(fact.ticket) != ID_BYTES:
            return None
        return Evidence(fact.ticket, (fact.location, fact.totals.to_pay_minor))

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield the tickets of which there is more than one sale."""
        for ticket, kept in evidence(view.table(REVIEWS), self.name):
            if len(kept) > 1:
                location = min(each.detail[0] for each in kept)
                marks = marks_of((each.stream, each.sequence) for each in kept)
                amount = sum(each.detail[1] for each in kept)
                yield Problem(self.name, (ticket.hex(),), location, amount, marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the sales."""
        kept = evidence_about(view.table(REVIEWS), self.name, bytes.fromhex(problem.subject[0]))
        return earliest(
            involved_at(view, each.stream, each.sequence, each.detail[1]) for each in kept
        )

    def said(self, problem: Problem) -> str:
        """Say which."""
        return f"Ticket {problem.subject[0][:8]} was closed more than once; each sale was paid."
