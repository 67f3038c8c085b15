"""The auditor's verbs that write something down: a report, and exports of every table."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from core.audit.story import story_of
from core.audit.tables import TABLES
from core.errors import RefusedError
from node.auditing.exporting import CSV, export
from node.auditing.periods import period_of
from node.auditing.replaying import cut_of, looking_at
from node.cli import show
from node.cli.anomaly_verbs import BranchOption, FromOption, TillOption, UntilOption
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import Speech, speech_of
from node.cli.speech import spoken as spoken_here
from node.pages import write_page

SUFFIXES = (".html", ".htm", ".pdf")
"""How the name of a report may end."""


def report(
    out: Annotated[
        Path, typer.Option("--out", help="The page to write, .html or .pdf; a new name.")
    ] = Path("report.html"),
    since: FromOption = "",
    until: UntilOption = "",
    branch: BranchOption = "",
    till: TillOption = "",
    verified: Annotated[
        bool, typer.Option("--verify/--no-verify", help="Judge the log first, and say so.")
    ] = True,
    workers: Annotated[
        int, typer.Option(min=1, max=256, help="Processes to judge with; as many as cores.")
    ] = os.cpu_count() or 1,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Write a report of a day or period, a branch, a till: one page that needs nothing else."""
    # Only who writes a report reads the languages.
    from node.auditing.reporting import judged, page_of, unasked
    from node.auditing.writing import Writer

    period = period_of(since, until, branch, till)
    if out.suffix.lower() not in SUFFIXES:
        raise RefusedError(f"{out} ends with none of {', '.join(SUFFIXES)}.")
    spoken = speech_of(data)
    writer = Writer(spoken.language)
    with looking_at(data) as view:
        verdict = judged(data, writer, workers=workers) if verified else unasked(writer)
        story = story_of(view, cut_of(view, ""))
        write_page(page_of(story, period, data, verdict, writer), out)
    answer = {"path": str(out), "verdict": verdict.state}
    wrote = spoken.say("Wrote {path}.", path=out)
    show.show(answer, as_json=as_json, sentence=f"{wrote} {verdict.text}")


def export_tables(
    to: Annotated[Path, typer.Option("--to", help="The directory to make.")],
    form: Annotated[str, typer.Option("--format", help="csv or parquet.")] = CSV,
    since: FromOption = "",
    until: UntilOption = "",
    branch: BranchOption = "",
    till: TillOption = "",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Write every table of an audit as files for other programs."""
    with looking_at(data) as view:
        story = story_of(view, cut_of(view, ""))
        rows = export(story, period_of(since, until, branch, till), to, form)
    answer = {"path": str(to), "format": form, "rows": rows}
    spoken = speech_of(data)
    sentence = spoken.say(
        "Wrote {tables} with {rows} into {path}.",
        tables=spoken.count("{count} table", "{count} tables", len(rows)),
        rows=spoken.count("{count} row", "{count} rows", sum(rows.values())),
        path=to,
    )
    show.show(answer, as_json=as_json, sentence=sentence)


def list_tables(as_json: JsonOption = False) -> None:
    """Say which tables an export has, and what stands in their columns."""
    schemas = {
        table.name: {
            "means": table.means,
            "columns": [column._asdict() for column in table.columns],
        }
        for table in TABLES
    }
    audited, lines = Speech(spoken_here()).audited, []
    for table in TABLES:
        lines.append(f"{table.name}: {audited(table.means)}")
        lines += [
            f"  {one.name} ({audited(one.kind)}): {audited(one.means)}" for one in table.columns
        ]
    show.show({"tables": schemas}, as_json=as_json, sentence="\n".join(lines))


def register(audit: typer.Typer) -> None:
    """Add the verbs to those of audits."""
    audit.command()(report)
    audit.command("export")(export_tables)
    audit.command("tables")(list_tables)
