"""More of a transfer arrived, was lost or came back than was sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from core.identity import StreamId
from core.log.entry import Entry
from core.log.log_view import LogView
from core.quantity import format_quantity
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_at, marks_of
from core.views.transfers import Transfer, Transfers, transfers


class OverReceived:
    """One branch received what the other took back, or a box was counted wrong.

    Told only when the dispatch is here: before that, it may be on its way.
    """

    name = "over-received"
    ways = ("recount", "adjust", "accept")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the transfers are all kept."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield the products of which more arrived than was sent, by transfer."""
        for transfer in transfers(view.table(Transfers.name)):
            if transfer.dispatch is None:
                continue
            for sku, left in sorted(transfer.left.items()):
                if left < 0:
                    marks = marks_of(_places(transfer, sku))
                    yield Problem(self.name, (transfer.id.hex, sku), transfer.to, -left, marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the dispatch and whatever arrived or came back of the product."""
        identifier, sku = problem.subject
        return earliest(
            involved_at(view, stream, sequence)
            for transfer in transfers(view.table(Transfers.name), UUID(hex=identifier))
            for stream, sequence in _places(transfer, sku)
        )

    def said(self, problem: Problem) -> str:
        """Say which transfer, and how much too much."""
        identifier, sku = problem.subject
        return (
            f"{format_quantity(problem.amount)} more of {sku} arrived or came back of transfer "
            f"{identifier[:8]} than was sent."
        )


def _places(transfer: Transfer, sku: str) -> list[tuple[StreamId, int]]:
    return [
        (acted.stream, acted.sequence)
        for acted in transfer.acts
        if any(line[0] == sku for line in acted.fact.lines)
    ]
