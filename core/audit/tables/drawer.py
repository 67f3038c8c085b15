"""Tables of the drawer: opened without a sale, cash in and out, and the Z of every shift."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgpack

from core.audit.anomalies.anomaly import Story
from core.audit.period import Period
from core.audit.tables.table import PLACE, Table, Value, number, place, text, within
from core.shop import kinds
from core.shop.aggregate import EPOCH
from core.shop.z_report import Report


def _drawer(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for one in within(story, period, kinds.DRAWER_OPENED, kinds.CASH_MOVED):
        amount = getattr(one.fact, "amount_minor", 0)
        way = "no-sale" if one.kind == kinds.DRAWER_OPENED else "in" if amount > 0 else "out"
        yield (*place(one, story), way, one.fact.cashier, one.fact.reason, amount)


DRAWER = Table(
    "drawer",
    "every opening of the drawer without a sale, and every movement of cash",
    (
        *PLACE,
        text("way", "no-sale, in or out"),
        text("cashier", "who"),
        text("reason", "why"),
        number("amount_minor", "what came in; what went out is negative"),
    ),
    _drawer,
)


def _shifts(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for one in within(story, period, kinds.SHIFT_CLOSED):
        report = read_report(one.fact.report)
        if report is None:
            continue
        day = (EPOCH + timedelta(days=report.business_day)).date().isoformat()
        yield (
            *place(one, story),
            report.series,
            one.fact.number,
            day,
            one.fact.cashier,
            report.currency,
            report.sales,
            report.paid_minor,
            report.refunds,
            report.refunded_minor,
            report.no_sales,
            report.expected_minor,
            report.counted_minor,
            report.difference_minor,
            one.fact.digest.hex(),
        )


def read_report(data: bytes) -> Report | None:
    """Return the report in the bytes of a Z; None when it is none that can be read."""
    try:
        fields = msgpack.unpackb(data, use_list=False)
        report = Report(*fields)
    except (ValueError, TypeError, msgpack.UnpackException):
        return None
    # Sums past 64 bits are decimal text: absurd amounts, which no till of ours takes.
    whole = all(isinstance(getattr(report, name), int) for name in _SUMS)
    return report if whole and isinstance(report.series, str) else None


_COUNTS = ("business_day", "sales", "refunds", "no_sales")
_SUMS = (*_COUNTS, *(name for name in Report._fields if name.endswith("_minor")))

SHIFTS = Table(
    "shifts",
    "every shift that was closed, as its Z says",
    (
        *PLACE,
        text("series", "the till's"),
        number("number", "the Z's"),
        text("business_date", "the day it counts for"),
        text("cashier", "who closed it"),
        text("currency", "of its amounts"),
        number("sales", "how many"),
        number("paid_minor", "what customers paid"),
        number("refunds", "how many"),
        number("refunded_minor", "what was paid back"),
        number("no_sales", "how often the drawer was opened without a sale"),
        number("expected_minor", "what should have been in the drawer"),
        number("counted_minor", "what was counted last"),
        number("difference_minor", "what was found less what was expected then"),
        text("digest", "the hash printed on the Z, in hexadecimal"),
    ),
    _shifts,
)
