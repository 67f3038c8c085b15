"""Commands that ask for reports."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from node.commands import AT_MS_END, Command, Word

Moment = Annotated[int, Field(ge=0, lt=AT_MS_END)]

SPAN_MS_MAX = 366 * 86_400_000
"""Longest span of one report: a year and a day."""


class AskSalesReport(Command):
    """Ask what was sold in a span of time, by hour, item, department, person, tender and tax."""

    from_ms: Moment
    """When it begins: a midnight where the shop is, for hours are counted from here."""
    until_ms: Moment
    """When it ends; this moment itself is not in it."""
    branch: Word | None = None
    """Of which branch; else of the node's own."""


class AskTakings(Command):
    """Ask what every branch has taken in a span of time, against the same span some time before."""

    from_ms: Moment
    until_ms: Moment
    before_ms: Annotated[int, Field(ge=0, le=SPAN_MS_MAX)] = 7 * 86_400_000
    """How long before lies what it is compared with: a week, for the same weekday."""
