"""One field of a customer written in two places at once: one value stands, the other lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from core.crdt.lww import Tag
from core.log.entry import Entry
from core.log.log_view import LogView
from core.views.customers import CUSTOMERS, fields_of, lost, with_lost_values
from core.views.reviews.review import Evidence, Involved, Problem, marks_of_tags, written_by


class LostCustomerValue:
    """Two edits of one field made apart; whoever edits it next settles it."""

    name = "lost-customer-value"
    ways = ("accept", "edit the customer")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the customers do."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield every field that was written apart, by customer; never what was written."""
        table = view.table(CUSTOMERS)
        for customer in with_lost_values(table):
            fields = [each.field for each in lost(table, customer)]
            for field in dict.fromkeys(fields):
                revision = fields_of(table, customer).revision(field)
                subject = (customer.hex(), field, str(revision))
                marks = marks_of_tags(_tags(view, customer, field))
                yield Problem(self.name, subject, "", fields.count(field), marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the writes of the field."""
        return written_by(view, _tags(view, bytes.fromhex(problem.subject[0]), problem.subject[1]))

    def said(self, problem: Problem) -> str:
        """Say which field of which customer."""
        customer, field, _ = problem.subject
        return (
            f"The {field} of customer {UUID(customer)} was changed in two places that could not "
            "hear one another; the later change stands."
        )


def _tags(view: LogView, customer: bytes, field: str) -> list[Tag]:
    held = fields_of(view.table(CUSTOMERS), customer).fields.get(field)
    return [tag for tag, _ in (held.writes if held else ())]
