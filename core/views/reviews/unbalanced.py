"""A sale whose tenders do not equal its lines: no till of ours writes one, but a peer may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.log.entry import Entry, is_text_id
from core.log.log_view import LogView
from core.money import format_amount
from core.shop import kinds
from core.shop.sale import receipt_text
from core.views.reviews.kept import REVIEWS, evidence, evidence_about
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_at, marks_of


class Unbalanced:
    """Of a sale the lines say one amount and the tenders another (I10)."""

    name = "unbalanced"
    ways = ("accept", "refund", "ask the till")
    kinds = frozenset({kinds.SALE_COMPLETED})

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep a sale that does not add up."""
        over = -fact.totals.to_pay_minor
        for _, amount in fact.tenders:  # no generator: every sale of the chain passes here
            over += amount
        if not over or is_text_id(entry):
            return None
        receipt = receipt_text(fact.series, fact.number)
        return Evidence(entry.originator_id, (receipt, fact.location, fact.currency, over))

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield every sale that does not add up."""
        for about, kept in evidence(view.table(REVIEWS), self.name):
            receipt, location, currency, over = kept[0].detail
            marks = marks_of((each.stream, each.sequence) for each in kept)
            yield Problem(self.name, (about.hex(), receipt, currency), location, over, marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the sale."""
        kept = evidence_about(view.table(REVIEWS), self.name, bytes.fromhex(problem.subject[0]))
        return earliest(
            involved_at(view, each.stream, each.sequence, each.detail[-1]) for each in kept
        )

    def said(self, problem: Problem) -> str:
        """Say which, and by how much."""
        _, receipt, currency = problem.subject
        amount = f"{format_amount(abs(problem.amount))} {currency}"
        what = "more than" if problem.amount > 0 else "less than"
        return f"The tenders of receipt {receipt} are {amount} {what} its lines."
