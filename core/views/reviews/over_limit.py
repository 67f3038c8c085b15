"""A customer who owes more than they may: charged in two branches, say, that could not hear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from core.identity import StreamId
from core.log.entry import Entry
from core.log.log_view import LogView
from core.views.accounts import ACCOUNTS, all_owed
from core.views.customers import CUSTOMERS, by_id, survivor
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_at, marks_of

Place = tuple[StreamId, int]


class OverLimit:
    """What tills charged together is more than the limit; each alone was within it."""

    name = "over-limit"
    ways = ("accept", "ask the customer", "edit the customer")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the accounts say it."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield every customer who owes too much."""
        customers = view.table(CUSTOMERS)
        for customer, (owed, places) in sorted(_owed(view).items()):
            over = owed - by_id(customers, customer).credit_limit_minor
            if owed > 0 and over > 0:
                yield Problem(self.name, (customer.hex(),), "", over, marks_of(places))

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return of each till the last that it charged."""
        _, places = _owed(view).get(bytes.fromhex(problem.subject[0]), (0, []))
        return earliest(involved_at(view, stream, sequence) for stream, sequence in places)

    def said(self, problem: Problem) -> str:
        """Say who."""
        return f"Customer {problem.subject[0][:8]} owes more than they may."


def _owed(view: LogView) -> dict[bytes, tuple[int, list[Place]]]:
    """Return what each customer owes, with all whom they are, and where it says so."""
    found: dict[bytes, tuple[int, list[Place]]] = defaultdict(lambda: (0, []))
    for customer, owed, places in all_owed(view.table(ACCOUNTS)):
        stays = survivor(view.table(CUSTOMERS), customer)
        before, known = found[stays]
        found[stays] = before + owed, known + places
    return found
