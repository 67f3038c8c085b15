"""The people of a report: what each sold, gave back, took off, and needed leave for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from core.audit.report.section import Cell, Form, Row, Section, amount, headed
from core.audit.tables.receipts import SALE

NOBODY = "(nobody signed in)"
"""Whose act it was when no one was at the till."""

_COLUMNS = (
    ("Sales", "sales", False),
    ("Paid", "paid", True),
    ("Discounts", "off", True),
    ("Refunds", "refunds", False),
    ("Paid back", "back", True),
    ("Voids", "voids", False),
    ("Voided", "voided", True),
    ("No-sales", "no_sales", False),
    ("With leave", "with_leave", False),
    ("Leave given", "gave_leave", False),
)
"""Heading, what is counted, and whether it is money."""


def by_person(
    receipts: Sequence[Row],
    voids: Sequence[Row],
    drawer: Sequence[Row],
    overrides: Sequence[Row],
) -> Section:
    """Return what each person did; money of several currencies is added as numbers."""
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for row in receipts:
        held, paid = people[str(row["cashier"])], int(row["paid_minor"])
        if row["kind"] == SALE:
            held.update(sales=1, paid=paid, off=int(row["discount_minor"]))
        else:
            held.update(refunds=1, back=-paid)
    for row in voids:
        people[str(row["cashier"])].update(voids=1, voided=int(row["amount_minor"]))
    for row in drawer:
        if row["way"] == "no-sale":
            people[str(row["cashier"])].update(no_sales=1)
    for row in overrides:
        people[str(row["user"])].update(with_leave=1)
        people[str(row["approver"])].update(gave_leave=1)
    rows = [
        (
            Cell(person) if person else Cell(NOBODY, Form.WORD),
            *(amount(held[key]) if money else Cell(held[key]) for _, key, money in _COLUMNS),
        )
        for person, held in sorted(people.items())
    ]
    headings = [("Person", False), *((heading, True) for heading, _, _ in _COLUMNS)]
    says = "Who sold, refunded, took lines off, opened the drawer, and did what needed leave."
    return headed("By person", says, headings, rows)
