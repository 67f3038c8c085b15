"""Printing a report: one self-contained HTML page, and the same on paper as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined

from core.audit.report import Report
from core.audit.report.section import Bar
from core.errors import RefusedError, StorageError

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


def write_page(html: str, to: Path) -> None:
    """Write a page as HTML or, by the end of its name, as PDF; the name must be a new one.

    Raises :class:`RefusedError` or :class:`StorageError`.
    """
    data = to_pdf(html) if to.suffix.lower() == ".pdf" else html.encode()
    try:
        with to.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise RefusedError(f"{to} exists already; give a new name with --out.") from None
    except OSError as error:
        raise StorageError(f"Cannot write {to}: {error.strerror}.") from error


def to_pdf(html: str) -> bytes:
    """Return a page as PDF; raises :class:`RefusedError` when nothing here can make one."""
    try:
        # Optional, so not at the top: only paper needs it.
        from weasyprint import HTML  # type: ignore[import-untyped]
    except (ImportError, OSError):
        raise RefusedError(
            "A PDF needs WeasyPrint and the system's Pango; install tillmesh[pdf], "
            "or write an .html file and print that."
        ) from None
    data: bytes = HTML(string=html, url_fetcher=_refuse).write_pdf()
    return data


def _refuse(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    raise ValueError(f"A report fetches nothing, and not {url}.")
