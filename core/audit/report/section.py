"""Sections of a report: headed rows of text, and bars where a picture tells more.

Every number has become text here, from whole minor units and thousandths: what prints a report
adds nothing up and rounds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from core.audit.anomalies.anomaly import Story
from core.audit.period import Period
from core.audit.tables.table import Table, Value
from core.money import format_amount
from core.quantity import format_quantity
from core.shop.aggregate import moment

ROWS_MAX = 200
"""Rows of one section; an export has them all."""


class Heading(NamedTuple):
    """What stands above a column, and whether numbers stand under it."""

    text: str
    is_number: bool = False


class Bar(NamedTuple):
    """One bar of a picture."""

    label: str
    value: int
    text: str


class Section(NamedTuple):
    """One part of a report."""

    title: str
    says: str
    """A sentence about what is shown."""
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0
    """Rows beyond :data:`ROWS_MAX`."""
    bars: tuple[Bar, ...] = ()


Row = dict[str, Value]
"""A row of a table by the names of its columns."""

Format = Callable[[Value], str]


class Shown(NamedTuple):
    """A column of a table as a report shows it."""

    heading: str
    column: str
    form: Format = str
    is_number: bool = False


def time(value: Value) -> str:
    """Return milliseconds as a time in UTC."""
    return moment(int(value)).strftime("%Y-%m-%d %H:%M:%S")


def day(value: Value) -> str:
    """Return the day of milliseconds, in UTC."""
    return moment(int(value)).strftime("%Y-%m-%d")


def amount(value: Value) -> str:
    """Return minor units as an amount; text, for sums past 64 bits, as it is."""
    return format_amount(int(value))


def quantity(value: Value) -> str:
    """Return thousandths as a quantity."""
    return format_quantity(int(value))


def minutes(value: Value) -> str:
    """Return milliseconds as whole minutes."""
    sign = "-" if int(value) < 0 else ""
    return f"{sign}{abs(int(value)) // 60_000} min"


def rows_of(table: Table, story: Story, period: Period) -> list[Row]:
    """Return a table's rows by their columns."""
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows(story, period)]


def listed(title: str, says: str, rows: Sequence[Row], *shown: Shown) -> Section:
    """Return a section that shows some columns of a table, row by row."""
    made = [tuple(one.form(row[one.column]) for one in shown) for row in rows[:ROWS_MAX]]
    return headed(title, says, [(one.heading, one.is_number) for one in shown], made, len(rows))


def headed(
    title: str,
    says: str,
    headings: Iterable[tuple[str, bool]],
    rows: Sequence[tuple[str, ...]],
    count: int = 0,
    bars: Iterable[Bar] = (),
) -> Section:
    """Return a section of rows that are text already; ``count`` is how many there are in all."""
    kept = tuple(rows[:ROWS_MAX])
    left_out = max(count, len(rows)) - len(kept)
    return Section(
        title, says, tuple(Heading(*one) for one in headings), kept, left_out, tuple(bars)
    )
