"""Reporting: a log's period, judged and told, as the page that is printed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from core.audit.anomalies.anomaly import Story
from core.audit.finding import Finding
from core.audit.period import Period
from core.audit.report import report_of
from node.auditing.evidence import gather
from node.auditing.printing import Judgement, Page, to_html
from node.auditing.verifying import SOUND, verify
from node.auditing.writing import Writer
from node.language.marks import mark

UNASKED = mark("Not verified: run 'tillmesh audit verify'.")
"""What is said of a log nobody judged."""

FINDINGS_SHOWN = 20
"""Findings told at the head of a report; ``audit verify --json`` has all."""


def unasked(writer: Writer) -> Judgement:
    """Return the judgement of a log that nobody judged."""
    return Judgement("unasked", writer.say(UNASKED))


def judged(directory: Path, writer: Writer, *, workers: int) -> Judgement:
    """Verify a log, and say what came of it in a line."""
    with tempfile.TemporaryDirectory(prefix="tillmesh-audit-") as scratch:
        verdict = verify([gather(directory, Path(scratch) / "log")], workers=workers)
    checked = writer.say(
        "{records} in {streams}, {seals}",
        records=writer.count("{count} record", "{count} records", verdict.records),
        streams=writer.count("{count} stream", "{count} streams", verdict.streams),
        seals=writer.count("{count} seal", "{count} seals", verdict.seals),
    )
    if verdict.verdict == SOUND:
        text = writer.say("Sound: {checked}; every figure follows from them.", checked=checked)
        return Judgement(SOUND, text)
    count = len(verdict.findings)
    found = writer.count("{count} finding", "{count} findings", count)
    text = writer.say("Unsound: {checked}, {findings}.", findings=found, checked=checked)
    shown = verdict.findings[:FINDINGS_SHOWN]
    return Judgement(verdict.verdict, text, tuple(_line(one, writer) for _, one in shown))


def _line(one: Finding, writer: Writer) -> str:
    """Return a finding: its kind and stream as every program names them, then what it says."""
    place = [one.kind]
    if one.stream:
        place.append(one.stream)
    if one.sequence:
        place.append(writer.say("record {sequence}", sequence=one.sequence))
    return f"{', '.join(place)}: {writer.heard(one.message)}"


def page_of(
    story: Story, period: Period, directory: Path, verdict: Judgement, writer: Writer
) -> str:
    """Return the report of a period as HTML."""
    say = writer.say
    parts = [
        say("branch {branch}", branch=period.branch) if period.branch else say("all branches"),
        say("till {till}", till=period.till) if period.till else say("all tills"),
        say("from {moment}", moment=writer.time(period.from_ms))
        if period.from_ms
        else say("from the beginning"),
        say("to {moment}", moment=writer.time(period.until_ms))
        if period.has_end
        else say("to the end"),
    ]
    heads = tuple(
        say(
            "{node}, {stream}: record {sequence}, {chain}",
            node=story.nodes.name(stream.author),
            stream=stream,
            sequence=last,
            chain=story.view.chain_at(stream, last).hex(),
        )
        for stream, last in story.cut.items()
    )
    page = Page(say("Audit report"), ", ".join(parts), str(directory), heads, verdict)
    return to_html(report_of(story, period), page, writer)
