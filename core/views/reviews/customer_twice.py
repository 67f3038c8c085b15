"""One person made a customer twice: in two branches, say, while they were cut apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.log.entry import Entry, entry_of
from core.log.log_view import LogView
from core.log.record import decode_header
from core.views.customers import CUSTOMERS, sharing
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_by, marks_of


class CustomerTwice:
    """Several customers have one telephone or one e-mail: they may be one person.

    The subject is their ids, never what they share: what is decided about a review stands in
    the log for ever.
    """

    name = "customer-twice"
    ways = ("merge the customers", "edit the customer", "accept")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the customers are found by what they share."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield who may be one person."""
        for persons in sharing(view.table(CUSTOMERS)):
            subject = tuple(customer.hex() for customer in persons)
            marks = marks_of((where, entry.sequence) for where, entry in _made(view, subject))
            yield Problem(self.name, subject, "", len(persons), marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return how each of them became a customer."""
        return earliest(involved_by(*place) for place in _made(view, problem.subject))

    def said(self, problem: Problem) -> str:
        """Say who."""
        who = " and ".join(customer[:8] for customer in problem.subject)
        return f"The customers {who} have one telephone or e-mail and may be one person."


def _made(view: LogView, subject: tuple[str, ...]) -> Iterator[tuple[Any, Entry]]:
    """Yield where the first event of each customer stands."""
    for customer in subject:
        for record in view.aggregate(0, bytes.fromhex(customer)):
            yield decode_header(record).stream, entry_of(record)
