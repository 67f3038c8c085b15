"""The verbs of reviews: what waits for a person, and what was decided."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from core.quantity import format_quantity
from core.shop.aggregate import moment
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import speech_of
from node.wording import one_line

review = typer.Typer(help="Look at a problem that merging found, and say what was done about it.")

ReviewArgument = Annotated[str, typer.Argument(help="The review's id, or its first digits.")]
ByOption = Annotated[str, typer.Option(help="Who decides. Default: the till.")]

DIGITS_SHOWN = 8
"""Digits of a review's id shown to a person: enough to tell a year's reviews apart."""


def reviews(
    location: Annotated[str | None, typer.Option(help="One branch only.")] = None,
    resolved: Annotated[bool, typer.Option("--all", help="The resolved ones too.")] = False,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """List the problems that wait for a person."""
    answer = ask(data, "reviews", {"location": location, "resolved": resolved})
    if as_json or not answer["reviews"]:
        show.show(
            answer, as_json=as_json, sentence=speech_of(data).say("Nothing waits for a person.")
        )
        return
    table = Table(title=f"{answer['open']} reviews are open")
    for heading in ("Review", "Branch", "Kind", "State", "What"):
        table.add_column(heading)
    for line in answer["reviews"][: show.ROWS_MAX]:
        words = (line["id"][:DIGITS_SHOWN], line["location"], line["kind"], line["state"])
        table.add_row(*(Text(one_line(word)) for word in (*words, line["said"])))
    show.print_table(table)


@review.command("show")
def show_review(
    review_id: ReviewArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Show one review: the events that take part, the ways out, and what was decided."""
    answer = ask(data, "review-show", {"review": review_id})
    show.show(answer, as_json=as_json, sentence=_told(answer))


def _told(answer: dict[str, Any]) -> str:
    found = answer["review"]
    told = [f"{found['id'][:DIGITS_SHOWN]}, {found['state']}: {found['said']}"]
    for event in answer["involved"]:
        at = _time(event["at_ms"])
        amount = f", {format_quantity(event['amount'])}" if event["amount"] else ""
        told.append(f"  {at}  {event['kind']} {event['what']} at {event['location']}{amount}")
    if answer["left_out"]:
        told.append(f"  and {answer['left_out']} later ones")
    for decision in answer["decisions"]:
        way = decision["way"] or "remark"
        told.append(f"  {_time(decision['at_ms'])}  {decision['by']}: {way}. {decision['note']}")
    told.append(f"Ways out: {', '.join(found['ways'])}.")
    return "\n".join(one_line(line) for line in told)


def _time(at_ms: int) -> str:
    return moment(at_ms).strftime("%Y-%m-%d %H:%M:%S")


@review.command("resolve")
def resolve_review(
    review_id: ReviewArgument,
    way: Annotated[str, typer.Argument(help="The way out that was taken; 'show' lists them.")],
    note: Annotated[str, typer.Option(help="Why, or what was agreed.")] = "",
    by: ByOption = "",
    event: Annotated[
        list[str] | None, typer.Option(help="Id of a transfer, count or refund that was made.")
    ] = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """State that a review is done with; a further sale opens it again."""
    said = {"review": review_id, "way": way, "note": note, "by": by, "events": event or []}
    said |= pin_entry.approval(approver, approval)
    answer = do(data, "review-resolve", command_id, said)
    show.show(answer, as_json=as_json, sentence=f"Resolved {answer['review'][:DIGITS_SHOWN]}.")


@review.command("note")
def note_review(
    review_id: ReviewArgument,
    note: Annotated[str, typer.Argument(help="What there is to say.")],
    by: ByOption = "",
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Remark something on a review, which stays as it is."""
    answer = do(data, "review-note", command_id, {"review": review_id, "note": note, "by": by})
    show.show(answer, as_json=as_json, sentence=f"Noted on {answer['review'][:DIGITS_SHOWN]}.")


def register(app: typer.Typer) -> None:
    """Add the verbs of reviews."""
    app.command("reviews")(reviews)
    app.add_typer(review, name="review")
