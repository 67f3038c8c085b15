"""Printing a report: one self-contained HTML page, and the same on paper as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined

from core.audit.report import Report
from core.audit.report.section import Bar

TEMPLATE = Path(__file__).with_name("report.html.jinja")
"""The page, of which every value is escaped."""

WIDTH, LABEL, LANE, BAR = 640, 150, 20, 14
"""Units of a picture: its width, that of the labels, the height of a lane and of a bar in it."""

VALUE = 110
"""Room for the number that stands after the longest bar."""


class Judgement(NamedTuple):
    """What ``audit verify`` says of the log that is reported."""

    state: str
    """``sound``, ``unsound``, or ``unasked``."""
    text: str
    findings: tuple[str, ...] = ()


class Page(NamedTuple):
    """What a report is of."""

    title: str
    subtitle: str
    source: str
    heads: tuple[str, ...]
    """The heads of the streams: which state of the log this is, for ever."""
    verdict: Judgement


def to_html(report: Report, page: Page) -> str:
    """Return a report as one page that needs nothing else: no script, no font, no network."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    pictures = [picture(section.bars) for section in report.sections]
    return template.render(report=report, pictures=pictures, **page._asdict())


def picture(bars: Sequence[Bar]) -> dict[str, Any]:
    """Return where everything of a picture of bars stands, in whole units."""
    most = max((bar.value for bar in bars), default=0)
    room = WIDTH - LABEL - VALUE
    drawn = []
    for number, bar in enumerate(bars):
        width = max(bar.value, 0) * room // most if most > 0 else 0
        top = number * LANE
        drawn.append(
            {
                "label": bar.label,
                "text": bar.text,
                "name_x": LABEL - 8,
                "x": LABEL,
                "y": top + (LANE - BAR) // 2,
                "width": max(width, 1),
                "height": BAR,
                "value_x": LABEL + width + 6,
                "text_y": top + LANE - 6,
            }
        )
    return {"width": WIDTH, "height": LANE * len(bars), "bars": drawn}
