"""One field of a product written in two places at once: one value stands, the other lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.identity import COMPANY_SCOPE, StreamId
from core.log.entry import Entry
from core.log.log_view import LogView
from core.views.catalogue import fields_of, lost
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_at, marks_of


class LostValue:
    """Two edits of one field made apart; whoever edits it next settles it.

    The catalogue keeps the values that lost, so no evidence is kept here. A problem is of a
    field at a revision: another clash of the same field later is another review.
    """

    name = "lost-value"
    ways = ("accept", "edit the product")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the catalogue does."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield every field that was written apart, by SKU."""
        table = view.table("catalogue")
        for sku, field in dict.fromkeys((each.sku, each.field) for each in lost(table)):
            held = fields_of(table, sku).fields[field]
            places = _places(view, sku, field)
            subject = (sku, field, str(held.revision))
            yield Problem(self.name, subject, "", len(held.lost), marks_of(places))

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the writes of the field."""
        places = _places(view, problem.subject[0], problem.subject[1])
        return earliest(involved_at(view, stream, sequence) for stream, sequence in places)

    def said(self, problem: Problem) -> str:
        """Say which field of which product."""
        sku, field, _ = problem.subject
        return (
            f"The {field} of {sku} was changed in two places that could not hear one another; "
            "the later change stands."
        )


def _places(view: LogView, sku: str, field: str) -> list[tuple[StreamId, int]]:
    held = fields_of(view.table("catalogue"), sku).fields.get(field)
    return [
        (StreamId(tag.author, tag.epoch, COMPANY_SCOPE), tag.sequence)
        for tag, _ in (held.writes if held else ())
    ]
