"""The verbs of goods under escrow: sold by right only, so that no piece is sold twice."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.quantity import parse_quantity
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.credit_verbs import holds
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech
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
    show.tell(answer, data, as_json=as_json, sentence=_is_held)


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
    show.tell(answer, data, as_json=as_json, sentence=_is_held)


@escrow.command("list")
def list_escrows(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show what this branch has under escrow, and who may sell how much of it."""
    answer = ask(data, "escrows", {})
    show.tell(answer, data, as_json=as_json, sentence=_held)


def _is_held(spoken: Speech, answer: dict[str, Any]) -> str:
    if answer["held"]:
        return spoken.say("{sku} is sold by right only now.", sku=answer["sku"])
    return spoken.say("{sku} is sold freely again.", sku=answer["sku"])


def _held(spoken: Speech, answer: dict[str, Any]) -> str:
    told = [text for line in answer["lines"] for text in _line(spoken, line)]
    return "\n".join(map(one_line, told)) or spoken.say("Nothing is under escrow.")


def _line(spoken: Speech, line: dict[str, Any]) -> list[str]:
    said = spoken.say(
        "{sku}: this till may sell {here}, of {total} in all.",
        sku=line["sku"],
        here=spoken.quantity(line["here_milli"]),
        total=spoken.quantity(line["total_milli"]),
    )
    held = (holds(spoken, one["holder"], spoken.quantity(one["rights"])) for one in line["holders"])
    return [said, *held]


def register(app: typer.Typer) -> None:
    """Add the verbs of escrow."""
    app.add_typer(escrow, name="escrow")
