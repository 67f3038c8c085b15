"""The verbs of an open ticket: every one is durable before it answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.money import format_amount
from core.quantity import format_quantity
from node.cli import options, show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.desk import open_desk

tickets = typer.Typer(help="Scan into a ticket line by line; it survives any power cut.")

TicketArgument = Annotated[str, typer.Argument(help="The ticket's id.")]


def _do(data: Path, as_json: bool, verb: str, arguments: dict[str, Any]) -> None:
    with open_desk(data) as desk:
        answer = desk.ask(verb, arguments)
    show.show(answer, as_json=as_json, sentence=_sentence(answer))


def _sentence(answer: dict[str, Any]) -> str:
    if "receipt" in answer:
        return show.receipt_sentence(answer)
    lines = [
        f"  {line['line']}: {format_quantity(line['quantity_milli'])} x {line['sku']} "
        f"{format_amount(line['amount_minor'])}"
        for line in answer["lines"]
    ]
    paid = f"{format_amount(answer['tendered_minor'])} paid"
    head = f"Ticket {answer['id']}: {format_amount(answer['to_pay_minor'])} to pay, {paid}."
    return "\n".join([head, *lines])


@tickets.command("open")
def open_ticket(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Open a ticket and print its id."""
    _do(data, as_json, "ticket-open", {})


@tickets.command("add")
def add_line(
    ticket: TicketArgument,
    line: Annotated[str, typer.Argument(help="CODE, CODE:QUANTITY or CODE:QUANTITY:AMOUNT.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Add goods to a ticket."""
    _do(data, as_json, "ticket-add", {"ticket": ticket, "line": options.sell_line(line)})


@tickets.command("remove")
def remove_line(
    ticket: TicketArgument,
    line: Annotated[int, typer.Argument(help="The line's number.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take a line off a ticket."""
    _do(data, as_json, "ticket-remove", {"ticket": ticket, "line": line})


@tickets.command("tender")
def tender(
    ticket: TicketArgument,
    paid: Annotated[str, typer.Argument(help="KIND:AMOUNT, like card:12.34.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take a payment on a ticket."""
    _do(data, as_json, "ticket-tender", {"ticket": ticket, "tender": options.tender(paid)})


@tickets.command("complete")
def complete(
    ticket: TicketArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Turn a paid ticket into a sale."""
    _do(data, as_json, "ticket-complete", {"ticket": ticket})


@tickets.command("list")
def list_tickets(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show the open tickets of this till."""
    with open_desk(data) as desk:
        answer = desk.ask("tickets", {})
    sentence = "\n".join(_sentence(ticket) for ticket in answer["tickets"]) or "No open tickets."
    show.show(answer, as_json=as_json, sentence=sentence)
