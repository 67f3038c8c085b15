"""The verbs of goods under escrow: sold by right only, so that no piece is sold twice."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.quantity import format_quantity, parse_quantity
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.wording import one_line

escrow = typer.Typer(help="Sell scarce goods by right only: no piece is sold by two tills.")

CodeArgument = Annotated[str, typer.Argument(help="An SKU or barcode.")]


@escrow.command("set")
def set_escrow(
    code: CodeArgument,
    quantity: Annotated[
        str | None, typer.Argument(help="How much there is. Default: what the books say.")
    ] = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Put a product of this branch under escrow."""
    said: dict[str, Any] = {"code": code, **pin_entry.approval(approver, approval)}
    said["quantity_milli"] = None if quantity is None else parse_quantity(quantity)
    answer = do(data, "escrow-set", command_id, said)
    show.show(answer, as_json=as_json, sentence=f"{answer['sku']} is sold by right only now.")


@escrow.command("lift")
def lift_escrow(
    code: CodeArgument,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take a product of this branch out of escrow."""
    said = {"code": code, **pin_entry.approval(approver, approval)}
    answer = do(data, "escrow-lift", command_id, said)
    show.show(answer, as_json=as_json, sentence=f"{answer['sku']} is sold freely again.")


@escrow.command("list")
def list_escrows(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show what this branch has under escrow, and who may sell how much of it."""
    answer = ask(data, "escrows", {})
    told = [text for line in answer["lines"] for text in _line(line)]
    said = "\n".join(map(one_line, told)) or "Nothing is under escrow."
    show.show(answer, as_json=as_json, sentence=said)


def _line(line: dict[str, Any]) -> list[str]:
    here, total = format_quantity(line["here_milli"]), format_quantity(line["total_milli"])
    return [
        f"{line['sku']}: this till may sell {here}, of {total} in all.",
        *(f"  {one['holder']} holds {format_quantity(one['rights'])}" for one in line["holders"]),
    ]


def register(app: typer.Typer) -> None:
    """Add the verbs of escrow."""
    app.add_typer(escrow, name="escrow")
