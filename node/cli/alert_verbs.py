"""The verbs of alerts: from when on a product is low."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.quantity import parse_quantity
from node.cli import pin_entry, show
from node.cli.asking import IdOption, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech

alert = typer.Typer(help="Say when a product is low; 'stock' and 'status' then tell.")


@alert.command("set")
def set_alert(
    code: Annotated[str, typer.Argument(help="An SKU or barcode.")],
    low: Annotated[
        str | None, typer.Argument(metavar="QUANTITY", help="This or less is low. Default: never.")
    ] = None,
    location: Annotated[str | None, typer.Option(help="Another branch than this one.")] = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Say from which quantity on a product is low at this branch."""
    said: dict[str, Any] = {"code": code, "low_milli": None if low is None else parse_quantity(low)}
    given = pin_entry.approval(approver, approval)
    answer = do(data, "alert-set", command_id, {**said, "location": location, **given})

    def sentence(spoken: Speech, _: dict[str, Any]) -> str:
        if said["low_milli"] is None:
            return spoken.say("{code} is never low.", code=code)
        quantity = spoken.quantity(said["low_milli"])
        return spoken.say("{code} is low at {quantity} and below.", code=code, quantity=quantity)

    show.tell(answer, data, as_json=as_json, sentence=sentence)


def register(app: typer.Typer) -> None:
    """Add the verbs of alerts."""
    app.add_typer(alert, name="alert")
