"""The verbs of transfers between branches."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.quantity import format_quantity
from node.cli import options, pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption

transfer = typer.Typer(help="Send goods to another branch, and receive what it sent.")

TransferArgument = Annotated[str, typer.Argument(help="The transfer's id, from its papers.")]
NoteOption = Annotated[str, typer.Option(help="What there is to say.")]


def _sentence(answer: dict[str, Any]) -> str:
    origin = answer["origin"] or "a branch not heard of yet"
    head = f"Transfer {answer['id']} from {origin} to {answer['to']}: {answer['state']}."
    lines = [
        f"  {line['sku']}: {format_quantity(line['sent_milli'])} sent, "
        f"{format_quantity(line['received_milli'])} received, "
        f"{format_quantity(line['left_milli'])} on the way"
        for line in answer["lines"][: show.ROWS_MAX]
    ]
    return "\n".join([head, *lines])


@transfer.command("send")
def send(
    to: Annotated[str, typer.Argument(help="The branch the goods are for.")],
    lines: Annotated[list[str], typer.Argument(metavar="LINE...", help="CODE:QUANTITY.")],
    note: NoteOption = "",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Send goods to another branch and print the transfer's id for its papers."""
    said: dict[str, Any] = {
        "to": to,
        "lines": [options.stock_line(line) for line in lines],
        "note": note,
    }
    said |= pin_entry.approval(approver, approval)
    answer = do(data, "transfer-send", command_id, said)
    show.show(answer, as_json=as_json, sentence=_sentence(answer))


@transfer.command("receive")
def receive(
    transfer_id: TransferArgument,
    lines: Annotated[
        list[str] | None,
        typer.Argument(metavar="LINE...", help="CODE:QUANTITY. Default: all that is on the way."),
    ] = None,
    lost: Annotated[
        list[str] | None, typer.Option(help="CODE:QUANTITY that will never arrive.")
    ] = None,
    note: NoteOption = "",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Book what arrived into this branch, even before its dispatch was heard of."""
    said: dict[str, Any] = {
        "transfer": transfer_id,
        "lines": [options.stock_line(line) for line in lines or ()],
        "lost": [options.stock_line(line) for line in lost or ()],
        "note": note,
    }
    said |= pin_entry.approval(approver, approval)
    answer = do(data, "transfer-receive", command_id, said)
    show.show(answer, as_json=as_json, sentence=_sentence(answer))


@transfer.command("cancel")
def cancel(
    transfer_id: TransferArgument,
    note: NoteOption = "",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take back what of a transfer is still on the way."""
    said = {"transfer": transfer_id, "note": note, **pin_entry.approval(approver, approval)}
    answer = do(data, "transfer-cancel", command_id, said)
    show.show(answer, as_json=as_json, sentence=_sentence(answer))


@transfer.command("list")
def list_transfers(
    everything: Annotated[bool, typer.Option("--all", help="Those that are done too.")] = False,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show what is on its way between branches."""
    answer = ask(data, "transfers", {"all": everything})
    told = "\n".join(_sentence(each) for each in answer["transfers"])
    show.show(answer, as_json=as_json, sentence=told or "Nothing is on the way.")


def register(app: typer.Typer) -> None:
    """Add the verbs of transfers."""
    app.add_typer(transfer, name="transfer")
