"""What a table is: rows of what happened, in columns that keep their names and kinds.

Schemas are stable: a column is added at the end, and none is renamed or taken away. Money is
whole minor units and goods are whole thousandths; times are milliseconds since 1970 in UTC. A
further table is one value in a file of this package, and its name in ``TABLES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

from core.audit.anomalies.anomaly import Story
from core.audit.ledger import Happening
from core.audit.period import Period, branch_of

Value = str | int
"""What stands in a row."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"


class Column(NamedTuple):
    """One column."""

    name: str
    kind: Kind
    means: str


class Table(NamedTuple):
    """One table, and where its rows come from."""

    name: str
    means: str
    columns: tuple[Column, ...]
    rows: Callable[[Story, Period], Iterator[tuple[Value, ...]]]


def text(name: str, means: str) -> Column:
    """Return a column of text."""
    return Column(name, Kind.TEXT, means)


def number(name: str, means: str) -> Column:
    """Return a column of whole numbers."""
    return Column(name, Kind.INTEGER, means)


PLACE = (
    number("at_ms", "when it was recorded"),
    text("branch", "where; empty for the company"),
    text("till", "the node that wrote it"),
    text("stream", "the stream it stands in, as findings name it"),
    number("sequence", "its place in the stream"),
)
"""The first columns of every table of events: each row can be found in the log."""


def place(one: Happening, story: Story) -> tuple[Value, ...]:
    """Return the values of :data:`PLACE`."""
    till = story.nodes.name(one.stream.author)
    return one.stamp_ms, branch_of(one), till, str(one.stream), one.sequence


def within(story: Story, period: Period, *kinds: str) -> Iterator[Happening]:
    """Yield what happened in a period, of some kinds."""
    return (one for one in story.of(*kinds) if period.holds(one, story))
