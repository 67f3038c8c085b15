"""The verbs of tenders whose money comes later."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech
from node.language.marks import mark
from node.wording import one_line

tender = typer.Typer(help="Money that comes later: a bank's QR code, a transfer.")

ReceiptArgument = Annotated[str, typer.Argument(help="The number on the receipt.")]
NumberOption = Annotated[
    int | None, typer.Option("--tender", help="Which tender, where several are pending.")
]


STATES = {"pending": mark("pending"), "confirmed": mark("confirmed"), "failed": mark("failed")}
"""What became of a tender."""


def _sentence(spoken: Speech, line: dict[str, Any]) -> str:
    text = spoken.say(
        "{receipt}, tender {number}: {amount} by {kind}, {state}.",
        receipt=line["receipt"] or line["sale"],
        number=line["tender"],
        amount=spoken.money(line["amount_minor"]),
        kind=spoken.tender(line["kind"]) + (f" ({line['reference']})" if line["reference"] else ""),
        state=spoken.say(STATES[line["state"]]),
    )
    return one_line(text)


def _pending(spoken: Speech, answer: dict[str, Any]) -> str:
    told = "\n".join(_sentence(spoken, line) for line in answer["tenders"])
    return told or spoken.say("No money is still to come.")


@tender.command("list")
def list_pending(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show the tenders whose money is still to come."""
    answer = ask(data, "tenders-pending", {})
    show.tell(answer, data, as_json=as_json, sentence=_pending)


@tender.command("confirm")
def confirm(
    receipt: ReceiptArgument,
    number: NumberOption = None,
    reference: Annotated[str, typer.Option(help="What the bank calls it.")] = "",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Say that the money of a sale has come."""
    said = {"receipt": receipt, "tender": number, "confirmed": True, "reference": reference}
    answer = do(data, "tender-settle", command_id, said | pin_entry.approval(approver, approval))
    show.tell(answer, data, as_json=as_json, sentence=_sentence)


@tender.command("fail")
def fail(
    receipt: ReceiptArgument,
    number: NumberOption = None,
    reference: Annotated[str, typer.Option(help="Why, or what the bank calls it.")] = "",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Say that the money of a sale will not come; a review waits for somebody to act."""
    said = {"receipt": receipt, "tender": number, "confirmed": False, "reference": reference}
    answer = do(data, "tender-settle", command_id, said | pin_entry.approval(approver, approval))
    show.tell(answer, data, as_json=as_json, sentence=_sentence)


def register(app: typer.Typer) -> None:
    """Add the verbs of tenders."""
    app.add_typer(tender, name="tender")
