"""The verbs of customers: add, edit, show, search, merge, forget."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from core.money import parse_amount
from node import system_clock
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech, speech_of
from node.wording import one_line

customer = typer.Typer(help="Customers: who they are, what they bought, and forgetting them.")

NameOption = Annotated[str | None, typer.Option(help="What they are called.")]
NumberOption = Annotated[str | None, typer.Option(help="The number of their card.")]
PhoneOption = Annotated[str | None, typer.Option(help="Their telephone.")]
EmailOption = Annotated[str | None, typer.Option(help="Their e-mail.")]
AddressOption = Annotated[str | None, typer.Option(help="Where they live.")]
TaxNumberOption = Annotated[str | None, typer.Option(help="What the tax office calls them.")]
NoteOption = Annotated[str | None, typer.Option(help="What else to know.")]
GroupOption = Annotated[str | None, typer.Option(help="Whose prices count for them.")]
LanguageOption = Annotated[str | None, typer.Option(help="In which their receipts are: pt-BR.")]
LimitOption = Annotated[str | None, typer.Option(help="Up to how much they may owe.")]
_SHOWN = ("number", "phone", "email", "address", "tax_number", "note", "group", "language")
"""What is shown of a customer beside their name."""

WhoArgument = Annotated[str, typer.Argument(help="An id, number, telephone or e-mail.")]
UuidArgument = Annotated[str, typer.Argument(help="The customer's id.")]


def _given(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return what the arguments of a verb say of a customer."""
    fields = {word: arguments[word] for word in ("name", *_SHOWN) if arguments[word] is not None}
    limit = arguments["limit"]
    return fields if limit is None else fields | {"credit_limit_minor": parse_amount(limit)}


@customer.command("add")
def add(
    name: NameOption = None,
    number: NumberOption = None,
    phone: PhoneOption = None,
    email: EmailOption = None,
    address: AddressOption = None,
    tax_number: TaxNumberOption = None,
    note: NoteOption = None,
    group: GroupOption = None,
    language: LanguageOption = None,
    limit: LimitOption = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Make somebody a customer."""
    said = _given(locals())
    answer = do(data, "customer-add", command_id, said | pin_entry.approval(approver, approval))
    known = speech_of(data).say("Customer {customer}.", customer=answer["customer"])
    show.show(answer, as_json=as_json, sentence=known)


@customer.command("edit")
def edit(
    who: WhoArgument,
    name: NameOption = None,
    number: NumberOption = None,
    phone: PhoneOption = None,
    email: EmailOption = None,
    address: AddressOption = None,
    tax_number: TaxNumberOption = None,
    note: NoteOption = None,
    group: GroupOption = None,
    language: LanguageOption = None,
    limit: LimitOption = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Change what is given of a customer; everything else is left as it is."""
    said = _given(locals())
    said |= {"customer": who, **pin_entry.approval(approver, approval)}
    answer = do(data, "customer-edit", command_id, said)
    spoken = speech_of(data)
    say, changed = spoken.say, ", ".join(map(spoken.heard, answer["fields"]))
    sentence = say("Changed {fields}.", fields=changed) if changed else say("It was so already.")
    show.show(answer, as_json=as_json, sentence=one_line(sentence))


@customer.command("show")
def show_customer(
    who: WhoArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Show all about a customer, and what they bought."""
    answer = ask(data, "customer-show", {"customer": who})
    show.tell(answer, data, as_json=as_json, sentence=_customer)


def _customer(spoken: Speech, answer: dict[str, Any]) -> str:
    found, now_ms = answer["customer"], system_clock.now_ms()
    told = [f"{found['id']}: {found['name']}"]
    told += [f"  {spoken.heard(name)}: {found[name]}" for name in _SHOWN if found[name]]
    if found["credit_limit_minor"]:
        limit = spoken.money(found["credit_limit_minor"])
        told.append("  " + spoken.say("may owe: {amount}", amount=limit))
    told += [show.lost(spoken, each) for each in answer["lost"]]
    for each in answer["receipts"]:
        said = spoken.say(
            "{receipt} in {location}, {moment}: {amount}",
            receipt=each["receipt"],
            location=each["location"],
            moment=spoken.moment(each["at_ms"], now_ms),
            amount=spoken.money(each["total_minor"]),
        )
        told.append(f"  {said}")
    return "\n".join(map(one_line, told))


@customer.command("search")
def search(
    text: Annotated[str, typer.Argument(help="As typed; nothing: everybody.")] = "",
    group: GroupOption = None,
    limit: Annotated[int, typer.Option(help="Most customers to show.")] = 20,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Find customers by name, number, telephone or e-mail."""
    answer = ask(data, "customers", {"text": text, "group": group, "limit": limit})
    say = speech_of(data).say
    if as_json or not answer["customers"]:
        show.show(answer, as_json=as_json, sentence=say("No customer is called so."))
        return
    table = Table()
    for heading in (say("Id"), say("Name"), say("Telephone"), say("Group")):
        table.add_column(heading)
    for found in answer["customers"]:
        words = (found["id"], found["name"], found["phone"], found["group"])
        table.add_row(*(Text(one_line(word)) for word in words))
    show.print_table(table)


@customer.command("merge")
def merge(
    who: UuidArgument,
    into: Annotated[str, typer.Argument(help="The id of the customer who stays.")],
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Say that two customers are one person."""
    said = {"customer": who, "into": into, **pin_entry.approval(approver, approval)}
    answer = do(data, "customer-merge", command_id, said)
    merged = speech_of(data).say("They are {customer} from now on.", customer=answer["customer"])
    show.show(answer, as_json=as_json, sentence=merged)


@customer.command("forget")
def forget(
    who: UuidArgument,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take away for good what is known of a customer; their receipts stay, nameless."""
    said = {"customer": who, **pin_entry.approval(approver, approval)}
    answer = do(data, "customer-forget", command_id, said)
    gone = speech_of(data).say("Forgot {customers}.", customers=", ".join(answer["customers"]))
    show.show(answer, as_json=as_json, sentence=gone)


def register(app: typer.Typer) -> None:
    """Add the verbs of customers."""
    app.add_typer(customer, name="customer")
