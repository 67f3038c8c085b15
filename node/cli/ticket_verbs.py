"""The verbs of an open ticket: every one is durable before it answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.money import parse_amount
from core.quantity import parse_quantity
from core.shop.ticket_fields import NO_PRICE
from node.cli import options, pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, AgeOption, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech
from node.cli.ticket_words import ticket_text

tickets = typer.Typer(
    help="Scan into a ticket line by line, on any till of the branch; it survives any power cut."
)

TicketArgument = Annotated[str, typer.Argument(help="The ticket's id.")]
LineArgument = Annotated[
    str, typer.Argument(metavar="LINE", help="The line's number; 3@B1T2 where two tills gave it.")
]
CustomerOption = Annotated[str | None, typer.Option(help="The customer's number.")]
GroupOption = Annotated[str | None, typer.Option(help="The customer's group, whose prices count.")]
DiscountOption = Annotated[
    str | None, typer.Option(help="AMOUNT[:REASON] off it; 0 takes back what was said.")
]
CouponOption = Annotated[
    str | None, typer.Option(help="AMOUNT[:REASON] off it that a manufacturer pays for.")
]
NameOption = Annotated[str | None, typer.Option(help="What it is called, like 'red coat'.")]


def do_ticket(
    data: Path, as_json: bool, verb: str, command_id: str | None, arguments: dict[str, Any]
) -> None:
    """Ask for a step of a ticket and print what it has come to."""
    answer = do(data, verb, command_id, arguments)
    show.tell(answer, data, as_json=as_json, sentence=ticket_text)


def line_named(text: str) -> dict[str, Any]:
    """Read NUMBER or NUMBER@TILL as a line of a ticket."""
    number, _, till = text.partition("@")
    if not (number.isdecimal() and len(number) < 6):
        raise typer.BadParameter(f"'{text}' is no line; write its number, like 3 or 3@B1T2.")
    return {"line": int(number), "till": till}


@tickets.command("open")
def open_ticket(
    name: NameOption = None,
    customer: CustomerOption = None,
    group: GroupOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Open a ticket and print its id."""
    said = {"name": name or "", "customer": customer or "", "group": group or ""}
    do_ticket(data, as_json, "ticket-open", command_id, said)


@tickets.command("add")
def add_line(
    ticket: TicketArgument,
    line: Annotated[str, typer.Argument(help="CODE, CODE:QUANTITY or CODE:QUANTITY:AMOUNT.")],
    note: Annotated[str, typer.Option(help="A remark on the line.")] = "",
    discount: DiscountOption = None,
    coupon: CouponOption = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Add goods to a ticket."""
    said = {"ticket": ticket, "line": options.sell_line(line), "note": note}
    said |= options.offs(discount, coupon)
    said |= pin_entry.approval(approver, approval)
    do_ticket(data, as_json, "ticket-add", command_id, said)


@tickets.command("change")
def change_line(
    ticket: TicketArgument,
    line: LineArgument,
    quantity: Annotated[str | None, typer.Option(help="How much of it there is.")] = None,
    price: Annotated[
        str | None, typer.Option(help="What one costs, like 12.34; 'none' takes that back.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="A remark on the line.")] = None,
    discount: DiscountOption = None,
    coupon: CouponOption = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Change how much of a line there is, what one costs, what is off it, or its note."""
    said: dict[str, Any] = {"ticket": ticket, **line_named(line), "note": note}
    said |= options.offs(discount, coupon)
    if quantity is not None:
        said["quantity_milli"] = parse_quantity(quantity)
    if price is not None:
        said["price_minor"] = NO_PRICE if price == "none" else parse_amount(price)
    said |= pin_entry.approval(approver, approval)
    do_ticket(data, as_json, "ticket-change", command_id, said)


@tickets.command("remove")
def remove_line(
    ticket: TicketArgument,
    line: LineArgument,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take a line off a ticket."""
    said = {"ticket": ticket, **line_named(line), **pin_entry.approval(approver, approval)}
    do_ticket(data, as_json, "ticket-remove", command_id, said)


@tickets.command("tender")
def tender(
    ticket: TicketArgument,
    paid: Annotated[str, typer.Argument(help="KIND:AMOUNT or KIND:CODE:AMOUNT.")],
    pending: Annotated[bool, typer.Option("--pending", help="Its money is still to come.")] = False,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take a payment on a ticket; a gift card, credit or account pays at once."""
    said = {"ticket": ticket, "tender": {**options.tender(paid), "pending": pending}}
    do_ticket(data, as_json, "ticket-tender", command_id, said)


@tickets.command("return")
def return_tender(
    ticket: TicketArgument,
    paid: Annotated[str, typer.Argument(help="KIND:AMOUNT or KIND:CODE:AMOUNT, as it was taken.")],
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Give back a payment that this till took on a ticket."""
    said = {"ticket": ticket, **options.tender(paid)}
    do_ticket(data, as_json, "ticket-return", command_id, said)


@tickets.command("complete")
def complete(
    ticket: TicketArgument,
    age_checked: AgeOption = False,
    promotion: Annotated[
        list[str] | None, typer.Option("--promotion-coupon", help="A coupon of a promotion.")
    ] = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Turn a paid ticket into a sale; sent again, it answers with the same sale."""
    said: dict[str, Any] = {"ticket": ticket, "promotion_coupons": promotion or ()}
    said["age_checked"] = age_checked
    said |= pin_entry.approval(approver, approval)
    answer = do(data, "ticket-complete", command_id, said)
    show.show(answer, as_json=as_json, sentence=show.receipt_sentence(answer, data))


@tickets.command("show")
def show_ticket(
    ticket: TicketArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Show one ticket of the branch, ended or not."""
    answer = ask(data, "ticket-show", {"ticket": ticket})
    show.tell(answer, data, as_json=as_json, sentence=ticket_text)


@tickets.command("list")
def list_tickets(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show the tickets of the branch that wait, who has them and how old that news is."""
    answer = ask(data, "tickets", {})
    show.tell(answer, data, as_json=as_json, sentence=_tickets_text)


def _tickets_text(spoken: Speech, answer: dict[str, Any]) -> str:
    told = "\n".join(ticket_text(spoken, ticket) for ticket in answer["tickets"])
    return told or spoken.say("No open tickets.")
