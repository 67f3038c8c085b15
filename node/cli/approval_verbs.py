"""The verbs of leave and settings: approval, approve, setting."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from core.shop.roles import Permission
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption, PinFdOption
from node.cli.speech import Speech, speech_of
from node.language.marks import mark
from node.wording import one_line

approvals = typer.Typer(help="Leave to do what one's own role does not allow.")
settings = typer.Typer(help="Numbers the whole company agrees on.")


@approvals.command("ask")
def ask_approval(
    permission: Annotated[Permission, typer.Argument(help="What for.")],
    about: Annotated[str, typer.Option(help="What it is done to, like a receipt.")] = "",
    measure: Annotated[int, typer.Option(help="How much: minor units or thousandths.")] = 1,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Ask the branch's other tills for leave, and print the request's id."""
    arguments = {"permission": permission.value, "about": about, "measure": measure}
    answer = do(data, "approval-ask", command_id, arguments)
    show.tell(answer, data, as_json=as_json, sentence=_request_sentence)


@approvals.command("list")
def list_approvals(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show what waits for leave, and what was done on whose word."""
    answer = ask(data, "approvals", {})
    if as_json:
        show.show(answer, as_json=True, sentence="")
        return
    spoken = speech_of(data)
    for line in answer["requests"]:
        typer.echo(_request_sentence(spoken, line))
    for act in answer["acts"]:
        said = spoken.say(
            "{approver} let {login} at {till}: {permission} {measure} {about}",
            **{name: act[name] for name in ("approver", "login", "till", "measure", "about")},
            permission=act["permission"],
        )
        typer.echo(one_line(said))


def approve(
    request: Annotated[str, typer.Argument(help="The request's id.")],
    deny: Annotated[bool, typer.Option("--deny", help="Say no.")] = False,
    login: Annotated[
        str | None, typer.Option("--as", help="Whose leave it is; default: whoever is signed in.")
    ] = None,
    pin_fd: PinFdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Answer a request of another till of this branch."""
    arguments: dict[str, Any] = {"request": request, "granted": not deny}
    if login is not None:
        arguments |= {"login": login, "pin": pin_entry.pin(login, fd=pin_fd)}
    answer = ask(data, "approve", arguments)
    show.tell(answer, data, as_json=as_json, sentence=_request_sentence)


STATES = {
    "waiting": mark("waiting"),
    "granted": mark("granted"),
    "denied": mark("denied"),
    "used": mark("used"),
    "stale": mark("stale"),
}
"""How a request stands."""


def _request_sentence(spoken: Speech, line: dict[str, Any]) -> str:
    say = spoken.say
    state = say(STATES[line["state"]])
    if line["answered_by"]:
        state = say("{state} by {login}", state=state, login=line["answered_by"])
    asked = say(
        "{login} at {till} asks for {permission}",
        **{name: line[name] for name in ("login", "till", "permission")},
    )
    if line["about"]:
        asked = say("{what} of {about}", what=asked, about=line["about"])
    return one_line(f"{line['id']}: {asked} ({line['measure']}): {state}.")


@settings.command("set")
def set_setting(
    name: Annotated[str, typer.Argument(help="Like limit.refund.cashier.")],
    value: Annotated[int, typer.Argument(help="Its number; write a negative one after '--'.")],
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Set a setting for the whole company."""
    given = pin_entry.approval(approver, approval)
    answer = do(data, "setting-set", command_id, {"name": name, "value": value, **given})
    show.tell(answer, data, as_json=as_json, sentence=_is_set)


def _is_set(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.say("{name} is {value}.", name=answer["name"], value=answer["value"])


@settings.command("list")
def list_settings(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show every setting."""
    answer = ask(data, "settings", {})
    if as_json:
        show.show(answer, as_json=True, sentence="")
        return
    spoken, table = speech_of(data), Table()
    for heading in (spoken.say("Setting"), spoken.say("Value"), spoken.say("Meaning")):
        table.add_column(heading)
    for line in answer["settings"]:
        table.add_row(line["name"], str(line["value"]), Text(spoken.heard(line["meaning"])))
    show.print_table(table)


def register(app: typer.Typer) -> None:
    """Add the verbs of leave and settings."""
    app.add_typer(approvals, name="approval")
    app.command("approve")(approve)
    app.add_typer(settings, name="setting")
