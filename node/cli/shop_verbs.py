"""The shop's verbs: sell, refund, receive, adjust, stock, ticket."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from node.cli import options, pin_entry, show, ticket_sharing_verbs
from node.cli.asking import IdOption, ask, do
from node.cli.basket_options import (
    CouponOption,
    CustomerOption,
    DiscountOption,
    GiftCardOption,
    GroupOption,
    LinesArgument,
    PromotionOption,
    basket,
)
from node.cli.options import DEFAULT_DATA, AgeOption, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech, speech_of
from node.cli.ticket_verbs import tickets


def sell(
    lines: LinesArgument = None,
    gift_card: GiftCardOption = None,
    tender: Annotated[
        list[str] | None,
        typer.Option(
            "--tender",
            "-t",
            help="KIND:AMOUNT or gift-card:CODE:AMOUNT; several split. Default: exact cash.",
        ),
    ] = None,
    pending: Annotated[
        list[str] | None, typer.Option(help="KIND[:CODE]:AMOUNT whose money is still to come.")
    ] = None,
    discount: DiscountOption = None,
    coupon: CouponOption = None,
    customer: CustomerOption = "",
    group: GroupOption = "",
    age_checked: AgeOption = False,
    promotion: PromotionOption = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Sell goods and print the receipt's number."""
    goods = basket(
        lines=lines,
        gift_cards=gift_card,
        discounts=discount,
        coupons=coupon,
        customer=customer,
        group=group,
        promotions=promotion,
    )
    paid = {"tenders": options.tenders(tender, pending), "age_checked": age_checked}
    arguments = goods | paid | pin_entry.approval(approver, approval)
    answer = do(data, "sell", command_id, arguments)
    show.show(answer, as_json=as_json, sentence=show.receipt_sentence(answer, data))


def receive(
    lines: Annotated[list[str], typer.Argument(metavar="LINE...", help="CODE:QUANTITY.")],
    reference: Annotated[str, typer.Option(help="The delivery note's number.")] = "",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Book a delivery into this branch's stock."""
    moved = [options.stock_line(line) for line in lines]
    arguments = {"lines": moved, "reference": reference, **pin_entry.approval(approver, approval)}
    answer = do(data, "receive", command_id, arguments)
    show.tell(answer, data, as_json=as_json, sentence=_received)


def _received(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.count("Received {count} line.", "Received {count} lines.", answer["lines"])


def _adjusted(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.count("Adjusted {count} line.", "Adjusted {count} lines.", answer["lines"])


def adjust(
    lines: Annotated[list[str], typer.Argument(metavar="LINE...", help="CODE:QUANTITY, signed.")],
    reason: Annotated[str, typer.Option(help="Why, like breakage.")],
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Put this branch's stock right; write a negative line after '--'."""
    moved = [options.stock_line(line) for line in lines]
    arguments = {"lines": moved, "reason": reason, **pin_entry.approval(approver, approval)}
    answer = do(data, "adjust", command_id, arguments)
    show.tell(answer, data, as_json=as_json, sentence=_adjusted)


def stock(
    code: Annotated[str | None, typer.Argument(help="An SKU or barcode; default: all.")] = None,
    location: Annotated[str | None, typer.Option(help="One branch only.")] = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show stock, of every branch this node knows."""
    answer = ask(data, "stock", {"code": code, "location": location})
    if as_json:
        show.show(answer, as_json=True, sentence="")
    else:
        show.print_table(show.stock_table(answer, speech_of(data)))


def register(app: typer.Typer) -> None:
    """Add the shop's verbs."""
    for verb in (sell, receive, adjust, stock):
        app.command()(verb)
    ticket_sharing_verbs.register(tickets)
    app.add_typer(tickets, name="ticket")
