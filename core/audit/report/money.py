"""The money of a report: by day, by rate of tax, by tender."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from core.audit.report.section import Bar, Row, Section, amount, day, headed
from core.audit.tables.receipts import SALE
from core.money import format_amount

PPM_PER_PERCENT = 10_000
"""Parts of a million in one percent."""


def by_day(receipts: Sequence[Row]) -> Section:
    """Return what was sold and paid back, day by day."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 5)
    for row in receipts:
        held = sums[day(row["at_ms"]), str(row["currency"])]
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
        net = format_amount(paid - back)
        counts = (str(sales), format_amount(paid), format_amount(off), str(refunds))
        rows.append((date, currency, *counts, format_amount(back), net))
        bars.append(Bar(f"{date} {currency}", paid - back, net))
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
        (name, percent(rate), "inside" if inclusive else "on top", currency, *map(amount, both))
        for (currency, name, rate, inclusive), both in sorted(sums.items())
    ]
    headings = [("Tax", False), ("Rate", True), ("Price", False), ("Currency", False)]
    headings += [("Taxed", True), ("Tax", True)]
    return headed("Sales by rate", "Taxes as they were charged.", headings, rows)


def percent(rate_ppm: int) -> str:
    """Return parts of a million as percent, exactly."""
    whole, part = divmod(rate_ppm, PPM_PER_PERCENT)
    return f"{whole}.{part:04d}".rstrip("0").rstrip(".") + " %"


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
        left = format_amount(brought + back)
        rows.append((tender, currency, str(count), amount(brought), amount(-back), left))
        bars.append(Bar(f"{tender} {currency}", brought + back, left))
    headings = [("Tender", False), ("Currency", False), ("Payments", True), ("Brought", True)]
    headings += [("Paid back", True), ("Left", True)]
    return headed("Takings by tender", "Change is cash given back.", headings, rows, bars=bars)
