"""The verbs of reviews: what waits for a person, and what was decided."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.moments import utc_clock
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech, speech_of
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
    spoken = speech_of(data)
    say, heard = spoken.say, spoken.heard
    if as_json or not answer["reviews"]:
        show.show(answer, as_json=as_json, sentence=say("Nothing waits for a person."))
        return
    table = Table(
        title=spoken.count("{count} review is open", "{count} reviews are open", answer["open"])
    )
    for heading in (say("Review"), say("Branch"), say("Kind"), say("State"), say("What")):
        table.add_column(heading)
    for line in answer["reviews"][: show.ROWS_MAX]:
        said = (heard(line[field]) for field in ("kind", "state", "said"))
        words = (line["id"][:DIGITS_SHOWN], line["location"], *said)
        table.add_row(*(Text(one_line(word)) for word in words))
    show.print_table(table)


@review.command("show")
def show_review(
    review_id: ReviewArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Show one review: the events that take part, the ways out, and what was decided."""
    answer = ask(data, "review-show", {"review": review_id})
    show.tell(answer, data, as_json=as_json, sentence=_told)


def _told(spoken: Speech, answer: dict[str, Any]) -> str:
    found, say, heard = answer["review"], spoken.say, spoken.heard
    told = [f"{found['id'][:DIGITS_SHOWN]}, {heard(found['state'])}: {heard(found['said'])}"]
    for event in answer["involved"]:
        said = say(
            "{kind} {what} at {location}",
            **{name: event[name] for name in ("kind", "what", "location")},
        )
        amount = f", {spoken.quantity(event['amount'])}" if event["amount"] else ""
        told.append(f"  {_time(spoken, event['at_ms'])}  {said}{amount}")
    if answer["left_out"]:
        later = spoken.count("and {count} later one", "and {count} later ones", answer["left_out"])
        told.append(f"  {later}")
    for decision in answer["decisions"]:
        way = heard(decision["way"]) or say("remark")
        at = _time(spoken, decision["at_ms"])
        told.append(f"  {at}  {decision['by']}: {way}. {decision['note']}")
    told.append(
        say("Ways out: {ways}.", ways=", ".join(_way(spoken, way) for way in found["ways"]))
    )
    return "\n".join(one_line(line) for line in told)


def _way(spoken: Speech, way: str) -> str:
    """Return a way out as it is typed, and what that means where it is not English."""
    means = spoken.heard(way)
    return way if means == way else f"{way} ({means})"


def _time(spoken: Speech, at_ms: int) -> str:
    at = utc_clock(at_ms)
    return f"{spoken.digits(at)} {at:%H:%M:%S}"


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
    show.tell(answer, data, as_json=as_json, sentence=_resolved)


def _resolved(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.say("Resolved {review}.", review=answer["review"][:DIGITS_SHOWN])


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
    show.tell(answer, data, as_json=as_json, sentence=_noted)


def _noted(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.say("Noted on {review}.", review=answer["review"][:DIGITS_SHOWN])


def register(app: typer.Typer) -> None:
    """Add the verbs of reviews."""
    app.command("reviews")(reviews)
    app.add_typer(review, name="review")
