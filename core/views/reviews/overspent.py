"""More spent of a card, or sold of scarce goods, than was ever there: by halves of one till."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.identity import StreamId
from core.log.entry import Entry
from core.log.log_view import LogView
from core.shop.credit import GOODS
from core.shop.escrow import sku_of
from core.views.credits import CREDITS, credit_of, overspent
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_at, marks_of


class Overspent:
    """A till spends rights it holds, so this takes a till whose disk was copied, or no till."""

    name = "overspent"
    ways = ("accept", "ask the till")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the counters say it."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield every account below nothing, by ledger and name."""
        table = view.table(CREDITS)
        for ledger, account in overspent(table):
            counter = credit_of(table, ledger, account).counter
            marks = marks_of(_places(view, ledger, account))
            yield Problem(self.name, (ledger, account), "", -counter.value, marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return of each till that spent the last that it did to the account."""
        places = _places(view, problem.subject[0], problem.subject[1])
        return earliest(involved_at(view, stream, sequence) for stream, sequence in places)

    def said(self, problem: Problem) -> str:
        """Say which account."""
        ledger, account = problem.subject
        if ledger == GOODS:
            return f"More of {sku_of(account)} was sold than there were rights to."
        return f"More was spent of {ledger} {account} than was ever on it."


def _places(view: LogView, ledger: str, account: str) -> list[tuple[StreamId, int]]:
    rows = credit_of(view.table(CREDITS), ledger, account).counter.rows
    return [(stream, row.sequence) for stream, row in rows.items() if row.spent]
