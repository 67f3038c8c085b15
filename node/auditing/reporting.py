"""Reporting: a log's period, judged and told, as the page that is printed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from core.audit.anomalies.anomaly import Story
from core.audit.period import Period
from core.audit.report import report_of
from core.audit.report.section import time
from node.auditing.evidence import gather
from node.auditing.printing import Judgement, Page, to_html
from node.auditing.verifying import SOUND, verify

UNASKED = Judgement("unasked", "Not verified: run 'tillmesh audit verify'.")
"""What is said of a log nobody judged."""

FINDINGS_SHOWN = 20
"""Findings told at the head of a report; ``audit verify --json`` has all."""


def judged(directory: Path, *, workers: int) -> Judgement:
    """Verify a log, and say what came of it in a line."""
    with tempfile.TemporaryDirectory(prefix="tillmesh-audit-") as scratch:
        verdict = verify([gather(directory, Path(scratch) / "log")], workers=workers)
    checked = f"{verdict.records} records in {verdict.streams} streams, {verdict.seals} seals"
    if verdict.verdict == SOUND:
        return Judgement(SOUND, f"Sound: {checked}; every figure follows from them.")
    found = tuple(
        f"{one.kind}, {one.stream or 'the log'}, record {one.sequence}: {one.message}"
        for _, one in verdict.findings[:FINDINGS_SHOWN]
    )
    text = f"Unsound: {len(verdict.findings)} findings among {checked}."
    return Judgement(verdict.verdict, text, found)


def page_of(story: Story, period: Period, directory: Path, verdict: Judgement) -> str:
    """Return the report of a period as HTML."""
    parts = [
        f"branch {period.branch}" if period.branch else "all branches",
        f"till {period.till}" if period.till else "all tills",
        f"from {time(period.from_ms)}" if period.from_ms else "from the beginning",
        f"to {time(period.until_ms)}" if period.has_end else "to the end",
    ]
    heads = tuple(
        f"{story.nodes.name(stream.author)}, {stream}: record {last}, "
        f"{story.view.chain_at(stream, last).hex()}"
        for stream, last in story.cut.items()
    )
    page = Page("Audit report", ", ".join(parts), str(directory), heads, verdict)
    return to_html(report_of(story, period), page)
