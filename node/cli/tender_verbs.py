"""The verbs of tenders whose money comes later."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.money import format_amount
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.wording import one_line

tender = typer.Typer(help="Money that comes later: a bank's QR code, a transfer.")

ReceiptArgument = Annotated[str, typer.Argument(help="The number on the receipt.")]
NumberOption = Annotated[
    int | None, typer.Option("--tender", help="Which tender, where several are pending.")
]


def _sentence(line: dict[str, Any]) -> str:
    sale = line["receipt"] or line["sale"]
    code = f" ({line['reference']})" if line["reference"] else ""
    amount = format_amount(line["amount_minor"])
    return one_line(
        f"{sale}, tender {line['tender']}: {amount} by {line['kind']}{code}, {line['state']}."
    )


@tender.command("list")
def list_pending(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show the tenders whose money is still to come."""
    answer = ask(data, "tenders-pending", {})
    told = "\n".join(_sentence(line) for line in answer["tenders"])
    show.show(answer, as_json=as_json, sentence=told or "No money is still to come.")


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
    show.show(answer, as_json=as_json, sentence=_sentence(answer))


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
    show.show(answer, as_json=as_json, sentence=_sentence(answer))


def register(app: typer.Typer) -> None:
    """Add the verbs of tenders."""
    app.add_typer(tender, name="tender")
