"""The verbs of a stock-take: start, line by line, finish; the shop sells meanwhile."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from node.cli import options, pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech

count = typer.Typer(help="Count the shelves while the shop sells.")

CountArgument = Annotated[str, typer.Argument(help="The count's id.")]


def _sentence(spoken: Speech, answer: dict[str, Any]) -> str:
    state = spoken.say("finished") if answer["finished"] else spoken.say("open")
    said = spoken.say(
        "Count {id} of {location}, {state}: {lines}.",
        id=answer["id"],
        location=answer["location"],
        state=spoken.say("given up") if answer["abandoned"] else state,
        lines=spoken.count("{count} line", "{count} lines", answer["products"]),
    )
    lines = [
        spoken.say(
            "{sku}: {counted} counted, the books said {books}",
            sku=line["sku"],
            counted=spoken.quantity(line["counted_milli"]),
            books=spoken.quantity(line["book_milli"]),
        )
        for line in answer["lines"][-show.ROWS_MAX :]
    ]
    return "\n  ".join([said, *lines])


def _counts(spoken: Speech, answer: dict[str, Any]) -> str:
    told = "\n".join(_sentence(spoken, each) for each in answer["counts"])
    return told or spoken.say("No count is open.")


@count.command("start")
def start(
    by: Annotated[str, typer.Option(help="Who counts.")] = "",
    note: Annotated[str, typer.Option(help="What is counted.")] = "",
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Begin a count of this branch and print its id."""
    answer = do(data, "count-start", command_id, {"by": by, "note": note})
    show.tell(answer, data, as_json=as_json, sentence=_sentence)


@count.command("line")
def line(
    count_id: CountArgument,
    counted: Annotated[str, typer.Argument(metavar="LINE", help="CODE:QUANTITY.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Say how much of a product lies there now; say it again to correct it."""
    answer = ask(data, "count-line", {"count": count_id, **options.stock_line(counted)})
    show.tell(answer, data, as_json=as_json, sentence=_sentence)


@count.command("finish")
def finish(
    count_id: CountArgument,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Add what the count found to the books."""
    said = {"count": count_id, **pin_entry.approval(approver, approval)}
    answer = ask(data, "count-finish", said)
    show.tell(answer, data, as_json=as_json, sentence=_sentence)


@count.command("abandon")
def abandon(
    count_id: CountArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Give a count up; the books stay as they are."""
    answer = ask(data, "count-abandon", {"count": count_id})
    show.tell(answer, data, as_json=as_json, sentence=_sentence)


@count.command("list")
def list_counts(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show the counts this till began and has not finished."""
    answer = ask(data, "counts", {})
    show.tell(answer, data, as_json=as_json, sentence=_counts)


def register(app: typer.Typer) -> None:
    """Add the verbs of a stock-take."""
    app.add_typer(count, name="count")
