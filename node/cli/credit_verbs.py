"""The verbs of gift cards, store credit, points and accounts: credit, account."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.money import format_amount, parse_amount
from core.quantity import format_quantity, parse_quantity
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.wording import one_line

credit = typer.Typer(help="Gift cards, credit, points and scarce goods: what is there, and rights.")
account = typer.Typer(help="What customers owe.")

LedgerArgument = Annotated[str, typer.Argument(help="gift-card, store-credit, points or goods.")]
AccountArgument = Annotated[str, typer.Argument(help="The card's code, the customer, or the SKU.")]
CustomerArgument = Annotated[str, typer.Argument(help="An id, number, telephone or e-mail.")]


def _said(ledger: str, amount: int) -> str:
    if ledger == "goods":
        return format_quantity(amount)
    return f"{amount} points" if ledger == "points" else format_amount(amount)


def _amount(ledger: str, text: str) -> int:
    if ledger == "goods":
        return parse_quantity(text)
    points = ledger == "points" and text.isascii() and text.isdecimal()
    return int(text) if points else parse_amount(text)


@credit.command("show")
def show_credit(
    ledger: LedgerArgument,
    whose: AccountArgument,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show what is left in all, and what this till may spend of it now."""
    answer = ask(data, "credit-show", {"ledger": ledger, "account": whose})
    here, total = _said(ledger, answer["spendable"]), _said(ledger, answer["total"])
    told = [f"{here} may be spent at this till now, of {total} in all."]
    told += [
        f"  {line['holder']} holds {_said(ledger, line['rights'])}" for line in answer["holders"]
    ]
    show.show(answer, as_json=as_json, sentence="\n".join(map(one_line, told)))


@credit.command("fetch")
def fetch(
    ledger: LedgerArgument,
    whose: AccountArgument,
    amount: Annotated[
        str | None, typer.Argument(help="How much this till should be able to spend.")
    ] = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Ask the tills that hold the rest; they answer when they hear."""
    said: dict[str, Any] = {"ledger": ledger, "account": whose}
    if amount is not None:
        said["amount"] = _amount(ledger, amount)
    answer = do(data, "credit-fetch", command_id, said)
    asked = ", ".join(
        f"{line['holder']} for {_said(ledger, line['rights'])}" for line in answer["asked"]
    )
    show.show(answer, as_json=as_json, sentence=one_line(f"Asked {asked}."))


@credit.command("reclaim")
def reclaim(
    ledger: LedgerArgument,
    whose: AccountArgument,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take over what this till held before it began anew, as after a restore."""
    said = {"ledger": ledger, "account": whose, **pin_entry.approval(approver, approval)}
    answer = do(data, "credit-reclaim", command_id, said)
    here = _said(ledger, answer["spendable"])
    show.show(answer, as_json=as_json, sentence=f"{here} may be spent at this till now.")


@account.command("show")
def show_account(
    customer: CustomerArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Show what a customer owes."""
    answer = ask(data, "account-show", {"customer": customer})
    show.show(answer, as_json=as_json, sentence=_owes(answer))


@account.command("pay")
def pay(
    customer: CustomerArgument,
    amount: Annotated[str, typer.Argument(help="How much, like 12.34.")],
    tender: Annotated[str, typer.Option("--tender", "-t", help="How it is paid.")] = "cash",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take what a customer pays of what they owe."""
    said = {
        "customer": customer,
        "amount_minor": parse_amount(amount),
        "tender": tender,
        **pin_entry.approval(approver, approval),
    }
    answer = do(data, "account-pay", command_id, said)
    show.show(answer, as_json=as_json, sentence=_owes(answer))


def _owes(answer: dict[str, Any]) -> str:
    return f"{format_amount(answer['owed_minor'])} is owed."


def register(app: typer.Typer) -> None:
    """Add the verbs of credit and accounts."""
    app.add_typer(credit, name="credit")
    app.add_typer(account, name="account")
