"""The money of a report: by day, by rate of tax, by tender."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from core.audit.report.section import Bar, Cell, Form, Row, Section, amount, headed
from core.audit.tables.receipts import SALE
from core.shop.aggregate import moment

INSIDE, ON_TOP = "inside", "on top"
"""Where a tax stands: in the price, or beside it."""


def by_day(receipts: Sequence[Row]) -> Section:
    """Return what was sold and paid back, day by day."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 5)
    for row in receipts:
        day = moment(int(row["at_ms"])).strftime("%Y-%m-%d")
        held = sums[day, str(row["currency"])]
        paid = int(row["paid_minor"])
        if row["kind"] == SALE:
            held[0] += 1
            held[1] += paid
            held[2] += int(row["discount_minor"])
        else:
            held[3] += 1
            held[4] -= paid
    rows, bars = [], []
    for (date, currency), (sales, paid, off, refunds, back) in sorted(sums.items()):
        label, net = (Cell(date, Form.DAY), Cell(currency)), amount(paid - back)
        counts = (Cell(sales), amount(paid), amount(off), Cell(refunds))
        rows.append((*label, *counts, amount(back), net))
        bars.append(Bar(label, paid - back, net))
    headings = [("Day", False), ("Currency", False), ("Sales", True), ("Paid", True)]
    headings += [("Discounts", True), ("Refunds", True), ("Paid back", True), ("Left", True)]
    return headed("Takings by day", "Days are UTC, by stamps.", headings, rows, bars=bars)


def by_rate(taxes: Sequence[Row]) -> Section:
    """Return what was taxed at each rate."""
    sums: dict[tuple[str, str, int, int], list[int]] = defaultdict(lambda: [0, 0])
    for row in taxes:
        rate, inclusive = int(row["rate_ppm"]), int(row["inclusive"])
        held = sums[str(row["currency"]), str(row["tax"]), rate, inclusive]
        held[0] += int(row["base_minor"])
        held[1] += int(row["tax_minor"])
    rows = [
        (
            Cell(name),
            Cell(rate, Form.RATE),
            Cell(INSIDE if inclusive else ON_TOP, Form.WORD),
            Cell(currency),
            *map(amount, both),
        )
        for (currency, name, rate, inclusive), both in sorted(sums.items())
    ]
    headings = [("Tax", False), ("Rate", True), ("Price", False), ("Currency", False)]
    headings += [("Taxed", True), ("Tax", True)]
    return headed("Sales by rate", "Taxes as they were charged.", headings, rows)


def by_tender(tenders: Sequence[Row]) -> Section:
    """Return what each tender brought."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in tenders:
        held = sums[str(row["tender"]), str(row["currency"])]
        taken = int(row["amount_minor"])
        held[0] += 1
        held[1 if row["kind"] == SALE else 2] += taken
    rows, bars = [], []
    for (tender, currency), (count, brought, back) in sorted(sums.items()):
        label, left = (Cell(tender, Form.WORD), Cell(currency)), amount(brought + back)
        rows.append((*label, Cell(count), amount(brought), amount(-back), left))
        bars.append(Bar(label, brought + back, left))
    headings = [("Tender", False), ("Currency", False), ("Payments", True), ("Brought", True)]
    headings += [("Paid back", True), ("Left", True)]
    return headed("Takings by tender", "Change is cash given back.", headings, rows, bars=bars)
