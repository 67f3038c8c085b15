"""Sections of a report: headed rows of cells, and bars where a picture tells more.

A cell is a whole number or a text, and says what of: whoever prints it writes it as people of a
language do, and adds nothing up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from core.audit.anomalies.anomaly import Story
from core.audit.period import Period
from core.audit.tables.table import Table, Value

ROWS_MAX = 200
"""Rows of one section; an export has them all."""


class Heading(NamedTuple):
    """What stands above a column, and whether numbers stand under it."""

    text: str
    is_number: bool = False


class Form(StrEnum):
    """What a cell holds, and so how it is written."""

    TEXT = "text"
    """A name, a number nobody reckons with, a hash: as it stands."""
    WORD = "word"
    """A word or sentence of ours, which has translations."""
    AMOUNT = "amount"
    """Minor units."""
    PRICE = "price"
    """The same; less than nothing is none."""
    QUANTITY = "quantity"
    """Thousandths."""
    RATE = "rate"
    """Parts of a million."""
    TIME = "time"
    """Milliseconds since 1970, shown to the second in UTC."""
    DAY = "day"
    """A day like 2026-11-26."""
    MINUTES = "minutes"
    """Milliseconds, shown as whole minutes."""
    HASH = "hash"
    """Hexadecimal, of which the beginning is shown."""


class Cell(NamedTuple):
    """One value that is shown."""

    value: Value
    form: Form = Form.TEXT


class Bar(NamedTuple):
    """One bar of a picture."""

    label: tuple[Cell, ...]
    value: int
    shown: Cell
    """What stands after it."""


class Section(NamedTuple):
    """One part of a report."""

    title: str
    says: str
    """A sentence about what is shown."""
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: int = 0
    """Rows beyond :data:`ROWS_MAX`."""
    bars: tuple[Bar, ...] = ()


Row = dict[str, Value]
"""A row of a table by the names of its columns."""


class Shown(NamedTuple):
    """A column of a table as a report shows it."""

    heading: str
    column: str
    form: Form = Form.TEXT
    is_number: bool = False


def amount(value: Value) -> Cell:
    """Return minor units as a cell; they are text in tables, for sums past 64 bits."""
    return Cell(int(value), Form.AMOUNT)


def rows_of(table: Table, story: Story, period: Period) -> list[Row]:
    """Return a table's rows by their columns."""
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows(story, period)]


def listed(title: str, says: str, rows: Sequence[Row], *shown: Shown) -> Section:
    """Return a section that shows some columns of a table, row by row."""
    made = [tuple(Cell(row[one.column], one.form) for one in shown) for row in rows[:ROWS_MAX]]
    return headed(title, says, [(one.heading, one.is_number) for one in shown], made, len(rows))


def headed(
    title: str,
    says: str,
    headings: Iterable[tuple[str, bool]],
    rows: Sequence[tuple[Cell, ...]],
    count: int = 0,
    bars: Iterable[Bar] = (),
) -> Section:
    """Return a section of rows that are cells already; ``count`` is how many there are in all."""
    kept = tuple(rows[:ROWS_MAX])
    left_out = max(count, len(rows)) - len(kept)
    return Section(
        title, says, tuple(Heading(*one) for one in headings), kept, left_out, tuple(bars)
    )
