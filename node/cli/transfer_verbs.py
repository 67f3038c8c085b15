"""The verbs of transfers between branches."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from node.cli import options, pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech
from node.language.marks import mark

transfer = typer.Typer(help="Send goods to another branch, and receive what it sent.")

TransferArgument = Annotated[str, typer.Argument(help="The transfer's id, from its papers.")]
NoteOption = Annotated[str, typer.Option(help="What there is to say.")]


STATES = {
    "in transit": mark("in transit"),
    "done": mark("done"),
    "over": mark("over"),
    "unheard": mark("unheard"),
}
"""How a transfer stands."""


def _sentence(spoken: Speech, answer: dict[str, Any]) -> str:
    sent = f" ({spoken.age(answer['age_s'])})" if answer["age_s"] else ""
    head = spoken.say(
        "Transfer {transfer} from {origin} to {to}: {state}.",
        transfer=answer["id"],
        origin=answer["origin"] or spoken.say("a branch not heard of yet"),
        to=answer["to"],
        state=spoken.say(STATES[answer["state"]]) + sent,
    )
    lines = [
        spoken.say(
            "{sku}: {sent} sent, {received} received, {left} on the way",
            sku=line["sku"],
            sent=spoken.quantity(line["sent_milli"]),
            received=spoken.quantity(line["received_milli"]),
            left=spoken.quantity(line["left_milli"]),
        )
        for line in answer["lines"][: show.ROWS_MAX]
    ]
    return "\n  ".join([head, *lines])


def _transfers(spoken: Speech, answer: dict[str, Any]) -> str:
    told = "\n".join(_sentence(spoken, each) for each in answer["transfers"])
    return told or spoken.say("Nothing is on the way.")


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
    show.tell(answer, data, as_json=as_json, sentence=_sentence)


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
    show.tell(answer, data, as_json=as_json, sentence=_sentence)


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
    show.tell(answer, data, as_json=as_json, sentence=_sentence)


@transfer.command("list")
def list_transfers(
    everything: Annotated[bool, typer.Option("--all", help="Those that are done too.")] = False,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show what is on its way between branches."""
    answer = ask(data, "transfers", {"all": everything})
    show.tell(answer, data, as_json=as_json, sentence=_transfers)


def register(app: typer.Typer) -> None:
    """Add the verbs of transfers."""
    app.add_typer(transfer, name="transfer")
