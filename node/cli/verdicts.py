"""What an audit came to, told to people and programs, with the exit status it ends with."""

from __future__ import annotations

import json
from typing import Any

import typer

from core.audit.finding import Finding
from node.auditing.verifying import SOUND, UNSOUND, Verdict
from node.cli.speech import Speech, spoken
from node.language.marks import mark
from node.wording import one_line

VERDICTS = {SOUND: mark("sound"), UNSOUND: mark("unsound")}
"""What an audit may come to."""

UNSOUND_STATUS = 1
"""Exit status when something does not hold."""

FINDINGS_SHOWN = 20
"""Findings printed for people; ``--json`` has all."""


def tell(verdict: Verdict, *, as_json: bool) -> None:
    """Print a verdict; exits with :data:`UNSOUND_STATUS` when something does not hold.

    It is of no node, so it is said in the language of whoever asks.
    """
    if as_json:
        typer.echo(json.dumps(_plain(verdict), ensure_ascii=False))
    else:
        _tell(verdict, Speech(spoken()))
    if verdict.verdict != SOUND:
        raise typer.Exit(UNSOUND_STATUS)


def _plain(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as the fields of its JSON."""
    findings = [{"evidence": name, **finding._asdict()} for name, finding in verdict.findings]
    erased = [one._asdict() for one in verdict.erased]
    return {**verdict._asdict(), "findings": findings, "erased": erased}


def _tell(verdict: Verdict, speech: Speech) -> None:
    say, audited, count = speech.say, speech.audited, speech.count
    for name, finding in verdict.findings[:FINDINGS_SHOWN]:
        typer.echo(one_line(f"{name}: {_place(speech, finding)}{audited(finding.message)}"))
    more = len(verdict.findings) - FINDINGS_SHOWN
    if more > 0:
        typer.echo(say("... and {count} more findings; --json names them all.", count=more))
    for one in verdict.erased:
        erased = say(
            "Erased: the data of customer {customer}, forgotten {moment} by {login}.",
            customer=one.customer,
            moment=speech.second(one.at_ms),
            login=one.by,
        )
        typer.echo(one_line(erased))
    for note in verdict.notes:
        typer.echo(one_line(say("Note: {note}", note=audited(note))))
    total = say(
        "{verdict}: {records} in {streams}, {seals}, {findings}.",
        verdict=say(VERDICTS[verdict.verdict]),
        records=count("{count} record", "{count} records", verdict.records),
        streams=count("{count} stream", "{count} streams", verdict.streams),
        seals=count("{count} seal", "{count} seals", verdict.seals),
        findings=count("{count} finding", "{count} findings", len(verdict.findings)),
    )
    typer.echo(total)


def _place(speech: Speech, finding: Finding) -> str:
    place = f"{finding.kind}, {finding.field}"
    if finding.stream:
        place += ", " + speech.say("stream {stream}", stream=finding.stream)
    if finding.sequence:
        place += ", " + speech.say("record {sequence}", sequence=finding.sequence)
    return f"[{place}] "
