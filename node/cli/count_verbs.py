"""The verbs of a stock-take: start, line by line, finish; the shop sells meanwhile."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.quantity import format_quantity
from node.cli import options, pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption

count = typer.Typer(help="Count the shelves while the shop sells.")

CountArgument = Annotated[str, typer.Argument(help="The count's id.")]


def _sentence(answer: dict[str, Any]) -> str:
    state = "finished" if answer["finished"] else "open"
    state = "given up" if answer["abandoned"] else state
    head = f"Count {answer['id']} of {answer['location']}, {state}: {answer['products']} lines."
    lines = [
        f"  {line['sku']}: {format_quantity(line['counted_milli'])} counted, the books said "
        f"{format_quantity(line['book_milli'])}"
        for line in answer["lines"][-show.ROWS_MAX :]
    ]
    return "\n".join([head, *lines])


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
    show.show(answer, as_json=as_json, sentence=_sentence(answer))


@count.command("line")
def line(
    count_id: CountArgument,
    counted: Annotated[str, typer.Argument(metavar="LINE", help="CODE:QUANTITY.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Say how much of a product lies there now; say it again to correct it."""
    answer = ask(data, "count-line", {"count": count_id, **options.stock_line(counted)})
    show.show(answer, as_json=as_json, sentence=_sentence(answer))


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
    show.show(answer, as_json=as_json, sentence=_sentence(answer))


@count.command("abandon")
def abandon(
    count_id: CountArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Give a count up; the books stay as they are."""
    answer = ask(data, "count-abandon", {"count": count_id})
    show.show(answer, as_json=as_json, sentence=_sentence(answer))


@count.command("list")
def list_counts(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show the counts this till began and has not finished."""
    answer = ask(data, "counts", {})
    told = "\n".join(_sentence(each) for each in answer["counts"])
    show.show(answer, as_json=as_json, sentence=told or "No count is open.")


def register(app: typer.Typer) -> None:
    """Add the verbs of a stock-take."""
    app.add_typer(count, name="count")
