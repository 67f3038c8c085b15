"""The verbs of what waits: print, mail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from node import system_clock
from node.cli import show
from node.cli.asking import ask
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.paper_words import job_state, job_what
from node.cli.speech import Speech
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
    answer = ask(data, "print-retry", {"job": job})
    show.tell(answer, data, as_json=as_json, sentence=_tried)


@prints.command("cancel")
def print_cancel(
    job: JobArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Take a paper back that waits."""
    answer = ask(data, "print-cancel", {"job": job})
    show.tell(answer, data, as_json=as_json, sentence=_taken_back)


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
    answer = ask(data, "mail-retry", {"job": job})
    show.tell(answer, data, as_json=as_json, sentence=_tried)


@mails.command("cancel")
def mail_cancel(
    job: JobArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Take a mail back that waits."""
    answer = ask(data, "mail-cancel", {"job": job})
    show.tell(answer, data, as_json=as_json, sentence=_taken_back)


def _status(way: str, limit: int, data: Path, *, as_json: bool) -> None:
    answer = ask(data, f"{way}-status", {"limit": limit})
    show.tell(answer, data, as_json=as_json, sentence=_jobs)


def _jobs(spoken: Speech, answer: dict[str, Any]) -> str:
    now_ms = system_clock.now_ms()
    head = spoken.say(
        "{waiting} waiting, {done} done.", waiting=answer["waiting"], done=answer["done"]
    )
    lines = [head, *(_line(spoken, job, now_ms) for job in answer["jobs"])]
    return "\n".join(map(one_line, lines))


def _line(spoken: Speech, job: dict[str, Any], now_ms: int) -> str:
    say = spoken.say
    what = job_what(spoken, job["what"])
    if job["copy"]:
        what = say("{what} copy {copy}", what=what, copy=job["copy"])
    if job["to"]:
        what = say("{what} to {address}", what=what, address=job["to"])
    line = say(
        "{job}: {what}, {state}, asked {moment}.",
        job=job["job"],
        what=what,
        state=job_state(spoken, job["state"]),
        moment=spoken.moment(job["asked_ms"], now_ms),
    )
    said = [line, spoken.heard(job["trouble"])]
    if job["doubtful"] and job["state"] != "done":
        said.append(say("It may have come out already."))
    return " ".join(filter(None, said))


def _tried(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.count("{count} tried at once.", "{count} tried at once.", answer["jobs"])


def _taken_back(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.count("{count} taken back.", "{count} taken back.", answer["jobs"])


def register(app: typer.Typer) -> None:
    """Add the verbs of what waits."""
    app.add_typer(prints, name="print")
    app.add_typer(mails, name="mail")
