"""The verbs of gift cards, store credit, points and accounts: credit, account."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.money import parse_amount
from core.quantity import parse_quantity
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech, speech_of
from node.wording import one_line

credit = typer.Typer(help="Gift cards, credit, points and scarce goods: what is there, and rights.")
account = typer.Typer(help="What customers owe.")

LedgerArgument = Annotated[str, typer.Argument(help="gift-card, store-credit, points or goods.")]
AccountArgument = Annotated[str, typer.Argument(help="The card's code, the customer, or the SKU.")]
CustomerArgument = Annotated[str, typer.Argument(help="An id, number, telephone or e-mail.")]


def _said(spoken: Speech, ledger: str, amount: int) -> str:
    if ledger == "goods":
        return spoken.quantity(amount)
    if ledger == "points":
        return spoken.count("{count} point", "{count} points", amount)
    return spoken.money(amount)


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
    show.tell(answer, data, as_json=as_json, sentence=_credit)


def _credit(spoken: Speech, answer: dict[str, Any]) -> str:
    ledger = answer["ledger"]
    here, total = (_said(spoken, ledger, answer[name]) for name in ("spendable", "total"))
    told = [
        spoken.say(
            "{here} may be spent at this till now, of {total} in all.", here=here, total=total
        )
    ]
    told += [
        holds(spoken, line["holder"], _said(spoken, ledger, line["rights"]))
        for line in answer["holders"]
    ]
    return "\n".join(map(one_line, told))


def holds(spoken: Speech, holder: str, rights: str) -> str:
    """Return who holds what, as a line below what there is in all."""
    return "  " + spoken.say("{holder} holds {rights}", holder=holder, rights=rights)


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
    spoken = speech_of(data)
    told = "\n".join(
        spoken.say(
            "Asked {holder} for {rights}.",
            holder=line["holder"],
            rights=_said(spoken, ledger, line["rights"]),
        )
        for line in answer["asked"]
    )
    show.show(answer, as_json=as_json, sentence=told)


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
    show.tell(answer, data, as_json=as_json, sentence=_credit)


@account.command("show")
def show_account(
    customer: CustomerArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Show what a customer owes."""
    answer = ask(data, "account-show", {"customer": customer})
    show.tell(answer, data, as_json=as_json, sentence=_owes)


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
    show.tell(answer, data, as_json=as_json, sentence=_owes)


def _owes(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.say("{amount} is owed.", amount=spoken.money(answer["owed_minor"]))


def register(app: typer.Typer) -> None:
    """Add the verbs of credit and accounts."""
    app.add_typer(credit, name="credit")
    app.add_typer(account, name="account")
