"""The verbs of papers: receipt, z."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from core.errors import RefusedError
from node.cli import show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.paper_words import job_state, job_what
from node.cli.speech import Speech, speech_of
from node.pages import write_page

receipts = typer.Typer(help="Receipts: shown, printed, saved and mailed.")
reports = typer.Typer(help="Z and X reports on paper.")

ReceiptArgument = Annotated[str, typer.Argument(help="The number on it, like B1T1-000042.")]
FormatOption = Annotated[
    Literal["text", "html", "json"], typer.Option("--format", help="As text, a page, or facts.")
]
ColumnsOption = Annotated[
    int | None, typer.Option(help="32, 42 or 48 characters a line; default: as configured.")
]
LanguageOption = Annotated[
    str, typer.Option(help="en, pt-BR, uk, de or es; default: as configured.")
]
NumberArgument = Annotated[int | None, typer.Argument(help="The Z's number; default: the last.")]
SeriesOption = Annotated[str, typer.Option(help="Another till's series, like B1T2.")]


@receipts.command("show")
def show_receipt(
    receipt: ReceiptArgument,
    form: FormatOption = "text",
    columns: ColumnsOption = None,
    language: LanguageOption = "",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show a receipt of a sale or refund as it is printed."""
    arguments = {"receipt": receipt, "columns": columns, "language": language}
    _show("receipt-paper", arguments, form, data, as_json=as_json)


@receipts.command("save")
def save_receipt(
    receipt: ReceiptArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ending in .pdf, .html or .txt.")],
    language: LanguageOption = "",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Write a receipt into a file."""
    form = {".pdf": "html", ".html": "html", ".txt": "text"}.get(file.suffix.lower())
    if form is None:
        raise RefusedError(f"{file.name} must end in .pdf, .html or .txt.")
    arguments = {"receipt": receipt, "language": language, "format": form}
    answer = ask(data, "receipt-paper", arguments)
    write_page(answer["text"], file)
    said = {"receipt": answer["name"], "file": str(file)}
    wrote = speech_of(data).say("Wrote receipt {receipt} to {file}.", **said)
    show.show(said, as_json=as_json, sentence=wrote)


@reports.command("show")
def show_report(
    number: NumberArgument = None,
    series: SeriesOption = "",
    x: Annotated[bool, typer.Option("--x", help="The X of the open shift instead.")] = False,
    form: FormatOption = "text",
    columns: ColumnsOption = None,
    language: LanguageOption = "",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show a Z as it is printed, with the hashes an auditor takes as witnesses."""
    arguments = {
        "number": number,
        "series": series,
        "x": x,
        "columns": columns,
        "language": language,
    }
    _show("report-paper", arguments, form, data, as_json=as_json)


@receipts.command("print")
def print_receipt(
    receipt: ReceiptArgument,
    language: LanguageOption = "",
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Print a receipt; one that was printed before comes out as a copy."""
    answer = do(data, "receipt-print", command_id, {"receipt": receipt, "language": language})
    show.tell(answer, data, as_json=as_json, sentence=_job)


@receipts.command("mail")
def mail_receipt(
    receipt: ReceiptArgument,
    address: Annotated[str, typer.Argument(help="The customer's e-mail address.")],
    language: LanguageOption = "",
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Send a receipt by e-mail as soon as there is a line."""
    arguments = {"receipt": receipt, "address": address, "language": language}
    answer = do(data, "receipt-mail", command_id, arguments)
    show.tell(answer, data, as_json=as_json, sentence=_job)


@reports.command("print")
def print_report(
    number: NumberArgument = None,
    series: SeriesOption = "",
    x: Annotated[bool, typer.Option("--x", help="The X of the open shift instead.")] = False,
    language: LanguageOption = "",
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Print a Z."""
    arguments = {"number": number, "series": series, "x": x, "language": language}
    answer = do(data, "report-print", command_id, arguments)
    show.tell(answer, data, as_json=as_json, sentence=_job)


def _job(spoken: Speech, answer: dict[str, Any]) -> str:
    job, say = answer["job"], spoken.say
    if answer["repeated"]:
        state = job_state(spoken, job["state"])
        return say("This was asked for before: job {job}, {state}.", job=job["job"], state=state)
    what = job_what(spoken, job["what"])
    if job["copy"]:
        what = say("{what} as copy {copy}", what=what, copy=job["copy"])
    return say(
        "Job {job}: {what} leaves as soon as the running node can.", job=job["job"], what=what
    )


def _show(verb: str, arguments: dict[str, Any], form: str, data: Path, *, as_json: bool) -> None:
    form = "json" if as_json else form
    answer = ask(data, verb, {**arguments, "format": form})
    show.show(answer, as_json=form == "json", sentence=answer["text"].rstrip("\n"))


def register(app: typer.Typer) -> None:
    """Add the verbs of papers."""
    app.add_typer(receipts, name="receipt")
    app.add_typer(reports, name="z")
