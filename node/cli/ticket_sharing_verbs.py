"""The verbs of a ticket between tills and people."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.errors import RefusedError
from core.quantity import parse_quantity
from node.cli import options, pin_entry
from node.cli.asking import IdOption
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.ticket_verbs import (
    CouponOption,
    CustomerOption,
    DiscountOption,
    GroupOption,
    NameOption,
    TicketArgument,
    do_ticket,
    line_named,
)


def _part(text: str) -> dict[str, Any]:
    """Read LINE or LINE:QUANTITY as a line to move, or a part of one."""
    line, colon, quantity = text.partition(":")
    if not colon:
        return line_named(line)
    if not quantity:
        raise RefusedError(f"'{text}' has no quantity; write LINE or LINE:QUANTITY.")
    return {**line_named(line), "quantity_milli": parse_quantity(quantity)}


def edit(
    ticket: TicketArgument,
    name: NameOption = None,
    customer: CustomerOption = None,
    group: GroupOption = None,
    discount: DiscountOption = None,
    coupon: CouponOption = None,
    promotion: Annotated[
        list[str] | None,
        typer.Option("--promotion-coupon", help="A coupon of a promotion; all that are shown."),
    ] = None,
    gift_card: Annotated[
        list[str] | None, typer.Option(help="CODE:AMOUNT; all gift cards that are sold on it.")
    ] = None,
    nothing_beside: Annotated[
        bool, typer.Option("--nothing-beside", help="Take coupons and gift cards back.")
    ] = False,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Say what a ticket is called, whom it is for, and what is on it beside its goods."""
    said: dict[str, Any] = {"ticket": ticket, "name": name, "customer": customer, "group": group}
    said |= options.offs(discount, coupon)
    if promotion or nothing_beside:
        said["promotion_coupons"] = promotion or ()
    if gift_card or nothing_beside:
        said["gift_cards"] = [options.gift_card(text) for text in gift_card or ()]
    said |= pin_entry.approval(approver, approval)
    do_ticket(data, as_json, "ticket-edit", command_id, said)


def hold(
    ticket: TicketArgument,
    name: NameOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Put a ticket aside, for any till of the branch to take."""
    do_ticket(data, as_json, "ticket-hold", command_id, {"ticket": ticket, "name": name})


def recall(
    ticket: TicketArgument,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take a ticket to this till, from the shelf or from another till."""
    do_ticket(data, as_json, "ticket-recall", command_id, {"ticket": ticket})


def give(
    ticket: TicketArgument,
    to: Annotated[str, typer.Argument(metavar="LOGIN", help="The colleague's login.")],
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Hand a ticket to a colleague, who recalls it at any till of the branch."""
    do_ticket(data, as_json, "ticket-give", command_id, {"ticket": ticket, "to": to})


def split(
    ticket: TicketArgument,
    lines: Annotated[
        list[str], typer.Argument(metavar="LINE...", help="LINE or LINE:QUANTITY, like 2 or 3:1.")
    ],
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Move lines, or parts of them, to a new ticket, and print that."""
    said = {"ticket": ticket, "lines": [_part(text) for text in lines]}
    do_ticket(data, as_json, "ticket-split", command_id, said)


def merge(
    ticket: TicketArgument,
    other: Annotated[str, typer.Argument(help="The id of the ticket that goes into it.")],
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Move all of another ticket to this one."""
    do_ticket(data, as_json, "ticket-merge", command_id, {"ticket": ticket, "other": other})


def close(
    ticket: TicketArgument,
    reason: Annotated[str, typer.Option(help="Why nothing of it is sold.")] = "",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Give a ticket up; nothing of it is sold."""
    said = {"ticket": ticket, "reason": reason, **pin_entry.approval(approver, approval)}
    do_ticket(data, as_json, "ticket-close", command_id, said)


def register(tickets: typer.Typer) -> None:
    """Add these verbs to those of a ticket."""
    for verb in (edit, hold, recall, give, split, merge, close):
        tickets.command()(verb)
