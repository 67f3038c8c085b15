"""The shop's verbs: sell, refund, receive, adjust, stock, ticket, import-catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from node.catalogue_file import read_catalogue
from node.cli import options, show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.ticket_verbs import tickets
from node.control import UnknownOutcomeError
from node.desk import open_desk
from node.system_dice import new_command_id

IdOption = Annotated[
    str | None,
    typer.Option("--id", help="A UUID of this command: sent again, it is not done again."),
]


def _ask(data: Path, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
    with open_desk(data) as desk:
        return desk.ask(verb, arguments)


def _do(data: Path, verb: str, command_id: str | None, arguments: dict[str, Any]) -> dict[str, Any]:
    """Ask for a change under an id, so that it can be sent again when no answer comes."""
    identifier = command_id or str(new_command_id())
    try:
        return _ask(data, verb, {"id": identifier, **arguments})
    except UnknownOutcomeError as error:
        raise UnknownOutcomeError(f"{error} Send it again with --id {identifier}.") from None


def sell(
    lines: Annotated[
        list[str],
        typer.Argument(metavar="LINE...", help="CODE, CODE:QUANTITY or CODE:QUANTITY:AMOUNT."),
    ],
    tender: Annotated[
        list[str] | None,
        typer.Option("--tender", "-t", help="KIND:AMOUNT; several split. Default: exact cash."),
    ] = None,
    discount: Annotated[
        list[str] | None, typer.Option(help="AMOUNT[:ITEM[:REASON]] off an item or the basket.")
    ] = None,
    coupon: Annotated[
        list[str] | None, typer.Option(help="AMOUNT[:ITEM[:REASON]] a manufacturer pays for.")
    ] = None,
    customer: Annotated[str, typer.Option(help="The customer's number.")] = "",
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Sell goods and print the receipt's number."""
    arguments: dict[str, Any] = {
        "lines": [options.sell_line(line) for line in lines],
        "discounts": [options.money_off(off) for off in discount or ()],
        "coupons": [options.money_off(off) for off in coupon or ()],
        "tenders": [options.tender(paid) for paid in tender] if tender else None,
        "customer": customer,
    }
    answer = _do(data, "sell", command_id, arguments)
    show.show(answer, as_json=as_json, sentence=show.receipt_sentence(answer))


def refund(
    receipt: Annotated[str, typer.Argument(help="The number on the receipt.")],
    line: Annotated[
        list[str] | None,
        typer.Option("--line", "-l", help="CODE:QUANTITY or #ITEM:QUANTITY. Default: all of it."),
    ] = None,
    tender: Annotated[str, typer.Option("--tender", "-t", help="How it is paid out.")] = "cash",
    reason: Annotated[str, typer.Option(help="Why it comes back.")] = "",
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take goods of a receipt back, of this branch or another."""
    arguments = {
        "receipt": receipt,
        "lines": [options.refund_line(text) for text in line or ()],
        "tender": tender,
        "reason": reason,
    }
    answer = _do(data, "refund", command_id, arguments)
    show.show(answer, as_json=as_json, sentence=show.receipt_sentence(answer))


def receive(
    lines: Annotated[list[str], typer.Argument(metavar="LINE...", help="CODE:QUANTITY.")],
    reference: Annotated[str, typer.Option(help="The delivery note's number.")] = "",
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Book a delivery into this branch's stock."""
    moved = [options.stock_line(line) for line in lines]
    answer = _do(data, "receive", command_id, {"lines": moved, "reference": reference})
    show.show(answer, as_json=as_json, sentence=f"Received {answer['lines']} lines.")


def adjust(
    lines: Annotated[list[str], typer.Argument(metavar="LINE...", help="CODE:QUANTITY, signed.")],
    reason: Annotated[str, typer.Option(help="Why, like breakage.")],
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Put this branch's stock right; write a negative line after '--'."""
    moved = [options.stock_line(line) for line in lines]
    answer = _do(data, "adjust", command_id, {"lines": moved, "reason": reason})
    show.show(answer, as_json=as_json, sentence=f"Adjusted {answer['lines']} lines.")


def stock(
    code: Annotated[str | None, typer.Argument(help="An SKU or barcode; default: all.")] = None,
    location: Annotated[str | None, typer.Option(help="One branch only.")] = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show stock, of every branch this node knows."""
    answer = _ask(data, "stock", {"code": code, "location": location})
    if as_json:
        show.show(answer, as_json=True, sentence="")
    else:
        show.print_table(show.stock_table(answer))


def import_catalogue(
    file: Annotated[Path, typer.Argument(help="CSV or CSV.GZ with a heading.", dir_okay=False)],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Register the products of a file, all of them or none."""
    products = [row.model_dump() for row in read_catalogue(file)]
    answer = _ask(data, "import-catalogue", {"products": products})
    sentence = f"Registered {answer['registered']} products; {answer['unchanged']} were so already."
    show.show(answer, as_json=as_json, sentence=sentence)


def register(app: typer.Typer) -> None:
    """Add the shop's verbs."""
    for verb in (sell, refund, receive, adjust, stock):
        app.command()(verb)
    app.command("import-catalogue")(import_catalogue)
    app.add_typer(tickets, name="ticket")
