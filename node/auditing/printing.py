"""Printing a report: one self-contained HTML page, and the same on paper as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined

from core.audit.report import Report
from core.audit.report.section import Bar, Section
from node.auditing.writing import Writer

TEMPLATE = Path(__file__).with_name("report.html.jinja")
"""The page, of which every value is escaped."""

WIDTH, LABEL, LANE, BAR = 640, 150, 20, 14
"""Units of a picture: its width, that of the labels, the height of a lane and of a bar in it."""

HEADINGS_MANY = 9
"""Columns from beyond which a table is set smaller, to fit on a sheet of paper."""

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


def to_html(report: Report, page: Page, writer: Writer) -> str:
    """Return a report as one page that needs nothing else: no script, no font, no network."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        language=writer.language,
        tiles=[(writer.heard(word), writer.cell(value)) for word, value in report.tiles],
        sections=[_written(section, writer) for section in report.sections],
        nothing=writer.say("Nothing."),
        until=writer.say(
            "Times are UTC, by the stamps of the records. Read from {path}, which goes up to:",
            path=page.source,
        ),
        **page._asdict(),
    )


def _written(section: Section, writer: Writer) -> dict[str, Any]:
    """Return everything of a section as text."""
    more = writer.say("And {count} more; an export has them all.", count=section.left_out)
    return {
        "title": writer.heard(section.title),
        "says": writer.heard(section.says),
        "headings": [(writer.heard(one.text), one.is_number) for one in section.headings],
        "rows": [[(writer.cell(cell), cell.form) for cell in row] for row in section.rows],
        "is_wide": len(section.headings) > HEADINGS_MANY,
        "count": len(section.rows) + section.left_out,
        "more": more if section.left_out else "",
        "picture": picture(section.bars, writer),
    }


def picture(bars: Sequence[Bar], writer: Writer) -> dict[str, Any]:
    """Return where everything of a picture of bars stands, in whole units."""
    most = max((bar.value for bar in bars), default=0)
    room = WIDTH - LABEL - VALUE
    drawn = []
    for number, bar in enumerate(bars):
        width = max(bar.value, 0) * room // most if most > 0 else 0
        top = number * LANE
        drawn.append(
            {
                "label": " ".join(map(writer.cell, bar.label)),
                "text": writer.cell(bar.shown),
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
