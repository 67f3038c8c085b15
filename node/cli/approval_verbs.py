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
    show.show(answer, as_json=as_json, sentence=_request_sentence(answer))


@approvals.command("list")
def list_approvals(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show what waits for leave, and what was done on whose word."""
    answer = ask(data, "approvals", {})
    if as_json:
        show.show(answer, as_json=True, sentence="")
        return
    for line in answer["requests"]:
        typer.echo(_request_sentence(line))
    for act in answer["acts"]:
        typer.echo(
            one_line(
                f"{act['approver']} let {act['login']} at {act['till']}: {act['permission']} "
                f"{act['measure']} {act['about']}"
            )
        )


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
    show.show(answer, as_json=as_json, sentence=_request_sentence(answer))


def _request_sentence(line: dict[str, Any]) -> str:
    about = f" of {line['about']}" if line["about"] else ""
    by = f" by {line['answered_by']}" if line["answered_by"] else ""
    asked = f"{line['login']} at {line['till']} asks for {line['permission']}{about}"
    return one_line(f"{line['id']}: {asked} ({line['measure']}): {line['state']}{by}.")


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
    sentence = f"{answer['name']} is {answer['value']}."
    show.show(answer, as_json=as_json, sentence=sentence)


@settings.command("list")
def list_settings(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show every setting."""
    answer = ask(data, "settings", {})
    if as_json:
        show.show(answer, as_json=True, sentence="")
        return
    table = Table()
    for heading in ("Setting", "Value", "Meaning"):
        table.add_column(heading)
    for line in answer["settings"]:
        table.add_row(line["name"], str(line["value"]), Text(line["meaning"]))
    show.print_table(table)


def register(app: typer.Typer) -> None:
    """Add the verbs of leave and settings."""
    app.add_typer(approvals, name="approval")
    app.command("approve")(approve)
    app.add_typer(settings, name="setting")
