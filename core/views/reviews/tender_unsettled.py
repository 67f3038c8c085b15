"""Money that was promised: it has not come for too long, or somebody saw that it will not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.entry import Entry
from core.log.log_view import LogView
from core.money import format_amount
from core.shop.settings import PENDING_HOURS
from core.views import settings, tender_states
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_at, marks_of
from core.views.tender_states import TENDER_STATES, NotedTender

MS_PER_HOUR = 3_600_000
"""Milliseconds of an hour."""


class _Tenders:
    """Problems with tenders; the table of their states says enough."""

    name: str
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the table has it."""

    def found(self, view: LogView) -> Iterable[NotedTender]:
        """Return the tenders that are a problem."""
        raise NotImplementedError

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield them by sale and number."""
        for tender in self.found(view):
            note = tender.note
            subject = (tender.sale.hex, str(note.tender), note.kind)
            marks = marks_of(self.places(tender))
            yield Problem(self.name, subject, note.location, note.amount_minor, marks)

    def places(self, tender: NotedTender) -> list[tuple[StreamId, int]]:
        """Return the events that make it a problem."""
        return [(tender.stream, tender.sequence)]

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the note, and what was said since."""
        found = tender_states.noted(view.table(TENDER_STATES), UUID(hex=problem.subject[0]))
        places = [
            place
            for tender in found
            if str(tender.note.tender) == problem.subject[1]
            for place in [(tender.stream, tender.sequence), *_settled(tender)]
        ]
        return earliest(involved_at(view, stream, sequence) for stream, sequence in places)


def _settled(tender: NotedTender) -> list[tuple[StreamId, int]]:
    return [(stream, sequence) for stream, sequence, _ in tender.settlements]


class TenderUnconfirmed(_Tenders):
    """A tender whose money is still to come after too many hours.

    Time is that of the latest event held, so that nodes that hold the same find the same.
    """

    name = "tender-unconfirmed"
    ways = ("ask the bank", "confirm", "fail")

    def found(self, view: LogView) -> Iterator[NotedTender]:
        """Yield what has waited too long."""
        waiting = list(tender_states.pending(view.table(TENDER_STATES)))
        if not waiting:
            return
        hours = settings.value_of(view.table("settings"), PENDING_HOURS)
        now_ms = max(milliseconds_of(head.hlc) for head in view.heads().values())
        yield from (one for one in waiting if now_ms - one.note.at_ms > hours * MS_PER_HOUR)

    def said(self, problem: Problem) -> str:
        """Say how much, and how it was to come."""
        amount = format_amount(problem.amount)
        return f"{amount} of a sale were to come by {problem.subject[2]} and nobody has seen them."


class TenderFailed(_Tenders):
    """A tender of which somebody said that its money will not come; the sale counts it still."""

    name = "tender-failed"
    ways = ("collect", "refund", "write off")

    def found(self, view: LogView) -> Iterator[NotedTender]:
        """Yield what failed."""
        return tender_states.failed(view.table(TENDER_STATES))

    def places(self, tender: NotedTender) -> list[tuple[StreamId, int]]:
        """Return the events that say so."""
        return [
            (stream, sequence)
            for stream, sequence, fact in tender.settlements
            if not fact.confirmed
        ]

    def said(self, problem: Problem) -> str:
        """Say how much, and how it was to come."""
        amount = format_amount(problem.amount)
        return f"{amount} of a sale were to come by {problem.subject[2]}, and will not."
