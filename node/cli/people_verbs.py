"""The verbs about people: user, sign-in, sign-out, who."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from core.shop.roles import Role
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption, PinFdOption
from node.cli.speech import Speech, speech_of
from node.language.marks import mark
from node.wording import one_line

users = typer.Typer(help="The people of the company: added and changed at any node.")

LoginArgument = Annotated[str, typer.Argument(metavar="LOGIN", help="What they sign in with.")]
RoleOption = Annotated[Role | None, typer.Option(help="What they may do.")]


@users.command("add")
def add(
    login: LoginArgument,
    name: Annotated[str, typer.Option(help="Their name.")],
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.CASHIER,
    pin_fd: PinFdOption = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Add a person and their PIN; the first one is a manager."""
    arguments = {
        "login": login,
        "name": name,
        "role": role.value,
        "pin": pin_entry.new_pin(login, fd=pin_fd),
        **pin_entry.approval(approver, approval),
    }
    answer = do(data, "user-add", command_id, arguments)
    show.tell(answer, data, as_json=as_json, sentence=_user)


@users.command("edit")
def edit(
    login: LoginArgument,
    user: Annotated[str | None, typer.Option(help="Which one, where a login is shared.")] = None,
    name: Annotated[str | None, typer.Option(help="Their new name.")] = None,
    role: RoleOption = None,
    new_pin: Annotated[bool, typer.Option("--new-pin", help="Ask for a new PIN.")] = False,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="May they sign in?")
    ] = None,
    pin_fd: PinFdOption = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Change what is given of a person, and nothing else."""
    arguments: dict[str, Any] = {
        "login": login,
        "user": user,
        "name": name,
        "role": None if role is None else role.value,
        "active": active,
        **pin_entry.approval(approver, approval),
    }
    if new_pin or pin_fd is not None:
        arguments["pin"] = pin_entry.new_pin(login, fd=pin_fd)
    answer = do(data, "user-edit", command_id, arguments)
    show.tell(answer, data, as_json=as_json, sentence=_user)


@users.command("deactivate")
def deactivate(
    login: LoginArgument,
    user: Annotated[str | None, typer.Option(help="Which one, where a login is shared.")] = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Let a person sign in no more, wherever this is heard of."""
    given = pin_entry.approval(approver, approval)
    arguments = {"login": login, "user": user, "active": False, **given}
    answer = do(data, "user-edit", command_id, arguments)
    show.tell(answer, data, as_json=as_json, sentence=_user)


@users.command("unlock")
def unlock(
    login: LoginArgument,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Forget a person's wrong PINs at this till."""
    arguments = {"login": login, **pin_entry.approval(approver, approval)}
    answer = ask(data, "user-unlock", arguments)
    show.tell(answer, data, as_json=as_json, sentence=_user)


@users.command("list")
def list_users(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show everybody this node knows of."""
    answer = ask(data, "users", {})
    if as_json:
        show.show(answer, as_json=True, sentence="")
        return
    spoken, table = speech_of(data), Table()
    for heading in (spoken.say("Login"), spoken.say("Name"), spoken.say("Role"), ""):
        table.add_column(heading)
    for line in answer["users"]:
        names = (line["login"], line["name"], spoken.say(ROLES[line["role"]]))
        table.add_row(*(Text(one_line(name)) for name in names), _marks(spoken, line))
    show.print_table(table)


def _marks(spoken: Speech, line: dict[str, Any]) -> str:
    found = {
        spoken.say("signed in here"): line["signed_in"],
        spoken.say("locked out here"): line["locked"],
        spoken.say("not active"): not line["active"],
        spoken.say("login given twice"): line["shared_login"],
    }
    return ", ".join(word for word, holds in found.items() if holds)


def _user(spoken: Speech, answer: dict[str, Any]) -> str:
    line = answer["user"]
    marks = _marks(spoken, line)
    return spoken.say(
        "{login} is {name}, {role}.",
        login=line["login"],
        name=line["name"],
        role=spoken.say(ROLES[line["role"]]) + (f" ({marks})" if marks else ""),
    )


ROLES = {
    "cashier": mark("cashier"),
    "supervisor": mark("supervisor"),
    "manager": mark("manager"),
    "auditor": mark("auditor"),
}
"""What people may be."""


def sign_in(
    login: LoginArgument,
    pin_fd: PinFdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Come to the till, in place of whoever was there; open tickets stay."""
    arguments = {"login": login, "pin": pin_entry.pin(login, fd=pin_fd)}
    answer = ask(data, "sign-in", arguments)
    show.tell(answer, data, as_json=as_json, sentence=_who)


def sign_out(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Leave the till."""
    answer = ask(data, "sign-out", {})
    show.tell(answer, data, as_json=as_json, sentence=_who)


def who(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show who is at the till."""
    answer = ask(data, "who", {})
    show.tell(answer, data, as_json=as_json, sentence=_who)


def _who(spoken: Speech, answer: dict[str, Any]) -> str:
    if not answer["login"]:
        return spoken.say("Nobody is at {till}.", till=answer["till"])
    return spoken.say(
        "{name} ({login}), {role}, is at {till}.",
        name=answer["name"],
        login=answer["login"],
        role=spoken.say(ROLES[answer["role"]]),
        till=answer["till"],
    )


def register(app: typer.Typer) -> None:
    """Add the verbs about people."""
    app.add_typer(users, name="user")
    app.command("sign-in")(sign_in)
    app.command("sign-out")(sign_out)
    app.command("who")(who)
