"""The verbs of what waits: print, mail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from node import system_clock
from node.cli import show
from node.cli.asking import ask
from node.cli.moments import moment
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.wording import one_line

prints = typer.Typer(help="What waits for the printer.")
mails = typer.Typer(help="What waits for the mail server.")

LimitOption = Annotated[int, typer.Option("--limit", "-n", help="How many, the newest first.")]
JobArgument = Annotated[int, typer.Argument(metavar="JOB", help="Its number in the list.")]
OptionalJob = Annotated[
    int | None, typer.Argument(metavar="[JOB]", help="One job; default: all that wait.")
]


@prints.command("status")
def print_status(
    limit: LimitOption = 20, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Show what waits for the printer, and what was printed last."""
    _status("print", limit, data, as_json=as_json)


@prints.command("retry")
def print_retry(
    job: OptionalJob = None, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Try what waits at once; what may have come out already says COPY."""
    _change("print-retry", {"job": job}, "tried at once", data, as_json=as_json)


@prints.command("cancel")
def print_cancel(
    job: JobArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Take a paper back that waits."""
    _change("print-cancel", {"job": job}, "taken back", data, as_json=as_json)


@mails.command("status")
def mail_status(
    limit: LimitOption = 20, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Show what waits for the mail server, and what was sent last."""
    _status("mail", limit, data, as_json=as_json)


@mails.command("retry")
def mail_retry(
    job: OptionalJob = None, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Try what waits at once."""
    _change("mail-retry", {"job": job}, "tried at once", data, as_json=as_json)


@mails.command("cancel")
def mail_cancel(
    job: JobArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Take a mail back that waits."""
    _change("mail-cancel", {"job": job}, "taken back", data, as_json=as_json)


def _status(way: str, limit: int, data: Path, *, as_json: bool) -> None:
    answer = ask(data, f"{way}-status", {"limit": limit})
    now_ms = system_clock.now_ms()
    head = f"{answer['waiting']} waiting, {answer['done']} done."
    lines = [head, *(_line(job, now_ms) for job in answer["jobs"])]
    show.show(answer, as_json=as_json, sentence="\n".join(map(one_line, lines)))


def _line(job: dict[str, Any], now_ms: int) -> str:
    copy = f" copy {job['copy']}" if job["copy"] else ""
    to = f" to {job['to']}" if job["to"] else ""
    doubt = " It may have come out already." if job["doubtful"] and job["state"] != "done" else ""
    asked = moment(job["asked_ms"], now_ms)
    trouble = f" {job['trouble']}" if job["trouble"] else ""
    return f"{job['job']}: {job['what']}{copy}{to}, {job['state']}, asked {asked}.{trouble}{doubt}"


def _change(verb: str, arguments: dict[str, Any], done: str, data: Path, *, as_json: bool) -> None:
    answer = ask(data, verb, arguments)
    show.show(answer, as_json=as_json, sentence=f"{answer['jobs']} {done}.")


def register(app: typer.Typer) -> None:
    """Add the verbs of what waits."""
    app.add_typer(prints, name="print")
    app.add_typer(mails, name="mail")
