"""One field written in two places at once: one value stands, the other lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from core.crdt.field_map import Field, FieldMap
from core.crdt.lww import Tag
from core.log.entry import Entry
from core.log.log_view import LogView
from core.log.projection import Table
from core.views import catalogue, promotions
from core.views.reviews.review import Evidence, Involved, Problem, marks_of_tags, written_by


class LostValue:
    """Two edits of one field made apart; whoever edits it next settles it.

    The table that holds the fields keeps the values that lost, so no evidence is kept here. A
    problem is of a field at a revision: another clash of the same field later is another review.
    """

    kinds: frozenset[str] = frozenset()

    def __init__(
        self,
        name: str,
        table: str,
        disputed: Callable[[Table], Iterable[str]],
        fields_of: Callable[[Table, str], FieldMap],
        way: str,
    ) -> None:
        """Look into ``table``: which things are ``disputed`` there, and the fields of each."""
        self.name = name
        self.ways: tuple[str, ...] = ("accept", way)
        self._table = table
        self._disputed = disputed
        self._fields_of = fields_of

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the table of the fields does."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield every field that was written apart, by what it is of."""
        table = view.table(self._table)
        for what in self._disputed(table):
            for field, held in sorted(self._fields_of(table, what).fields.items()):
                if held.lost:
                    subject = (what, field, str(held.revision))
                    marks = marks_of_tags(_tags(held))
                    yield Problem(self.name, subject, "", len(held.lost), marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the writes of the field."""
        what, field, _ = problem.subject
        held = self._fields_of(view.table(self._table), what).fields.get(field)
        return written_by(view, [] if held is None else _tags(held))

    def said(self, problem: Problem) -> str:
        """Say which field of what."""
        what, field, _ = problem.subject
        return (
            f"The {field} of {what} was changed in two places that could not hear one another; "
            "the later change stands."
        )


def _tags(held: Field) -> list[Tag]:
    return [tag for tag, _ in held.writes]


def _disputed_products(table: Table) -> list[str]:
    return list(dict.fromkeys(each.sku for each in catalogue.lost(table)))


LOST_VALUE = LostValue(
    "lost-value", "catalogue", _disputed_products, catalogue.fields_of, "edit the product"
)
"""A field of a product."""

LOST_PROMOTION = LostValue(
    "lost-promotion",
    promotions.PROMOTIONS,
    promotions.disputed,
    promotions.fields_of,
    "edit the promotion",
)
"""A field of a promotion."""
