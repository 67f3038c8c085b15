"""The verbs of labels that scales print."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech

label = typer.Typer(help="What the labels of scales look like.")


@label.command("set")
def set_labels(
    layouts: Annotated[
        list[str] | None,
        typer.Argument(metavar="LAYOUT...", help="21IIIIIWWWWWC or 2IIIIIVPPPPC; none: no labels."),
    ] = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Say what labels look like: I the item, W its weight, P its price, V and C check digits."""
    said = {"layouts": layouts or (), **pin_entry.approval(approver, approval)}
    answer = do(data, "label-set", command_id, said)
    show.tell(answer, data, as_json=as_json, sentence=_sentence)


def _sentence(spoken: Speech, answer: dict[str, Any]) -> str:
    if not answer["layouts"]:
        return spoken.say("There are no labels.")
    return spoken.say("Labels: {layouts}.", layouts=", ".join(answer["layouts"]))


@label.command("list")
def list_labels(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show what labels look like."""
    answer = ask(data, "label-list", {})
    show.tell(answer, data, as_json=as_json, sentence=_sentence)


def register(app: typer.Typer) -> None:
    """Add the verbs of labels."""
    app.add_typer(label, name="label")
