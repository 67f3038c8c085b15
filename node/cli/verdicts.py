"""What an audit came to, told to people and programs, with the exit status it ends with."""

from __future__ import annotations

import json
from typing import Any

import typer

from core.audit.finding import Finding
from node.auditing.plain import time_text
from node.auditing.verifying import SOUND, Verdict
from node.wording import one_line

UNSOUND_STATUS = 1
"""Exit status when something does not hold."""

FINDINGS_SHOWN = 20
"""Findings printed for people; ``--json`` has all."""


def tell(verdict: Verdict, *, as_json: bool) -> None:
    """Print a verdict; exits with :data:`UNSOUND_STATUS` when something does not hold."""
    if as_json:
        typer.echo(json.dumps(_plain(verdict), ensure_ascii=False))
    else:
        _tell(verdict)
    if verdict.verdict != SOUND:
        raise typer.Exit(UNSOUND_STATUS)


def _plain(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as the fields of its JSON."""
    findings = [{"evidence": name, **finding._asdict()} for name, finding in verdict.findings]
    erased = [one._asdict() for one in verdict.erased]
    return {**verdict._asdict(), "findings": findings, "erased": erased}


def _tell(verdict: Verdict) -> None:
    for name, finding in verdict.findings[:FINDINGS_SHOWN]:
        typer.echo(one_line(f"{name}: {_place(finding)}{finding.message}"))
    more = len(verdict.findings) - FINDINGS_SHOWN
    if more > 0:
        typer.echo(f"... and {more} more findings; --json names them all.")
    for one in verdict.erased:
        forgotten = f"forgotten {time_text(one.at_ms)} by {one.by}"
        typer.echo(one_line(f"Erased: the data of customer {one.customer}, {forgotten}."))
    for note in verdict.notes:
        typer.echo(one_line(f"Note: {note}"))
    typer.echo(
        f"{verdict.verdict}: {verdict.records} records in {verdict.streams} streams, "
        f"{verdict.seals} seals, {len(verdict.findings)} findings."
    )


def _place(finding: Finding) -> str:
    place = f"{finding.kind}, {finding.field}"
    if finding.stream:
        place += f", stream {finding.stream}"
    if finding.sequence:
        place += f", record {finding.sequence}"
    return f"[{place}] "
