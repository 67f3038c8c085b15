"""How answers look to people; to programs they are one JSON object."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.money import format_amount
from core.quantity import format_quantity
from node.cli import speech
from node.language.languages import SOURCE
from node.wording import one_line, to_json

ROWS_MAX = 40
"""Rows of a table shown to a person; ``--json`` gives them all."""


DIGITS_SHOWN = 16
"""Digits of a digest shown to a person, who compares two of them by eye."""


def show(answer: dict[str, Any], *, as_json: bool, sentence: str) -> None:
    """Print an answer: the sentence for people, the whole object for programs."""
    typer.echo(to_json(answer) if as_json else sentence)


def receipt_sentence(answer: dict[str, Any], data: Path | None = None) -> str:
    """Return what a cashier wants to read after a sale or refund at the node in ``data``."""
    language = SOURCE if data is None else speech.language_of(data)
    if language != SOURCE:
        return speech.receipt_sentence(answer, language)
    total, currency = answer["total_minor"], answer["currency"]
    amount = f"{format_amount(abs(total))} {currency}"
    if answer["kind"] == "sale":
        done = f"Sold {amount}" if total >= 0 else f"Sold, with {amount} to pay out"
    else:
        done = f"Refunded {amount}" if total <= 0 else f"Taken back, with {amount} to pay in"
    text = f"{done}, receipt {answer['receipt']}."
    if answer["change_minor"]:
        text += f" Change {format_amount(answer['change_minor'])}."
    if answer["repeated"]:
        text += " This command was done before; nothing was done again."
    return text


def stock_table(answer: dict[str, Any]) -> Table:
    """Return stock figures as a table."""
    table = Table(title=f"Stock after {answer['events']} events")
    for heading in ("SKU", "Product", "Location"):
        table.add_column(heading)
    table.add_column("Quantity", justify="right")
    table.add_column("As of")
    table.add_column("")
    for line in answer["lines"][:ROWS_MAX]:
        quantity = format_quantity(line["quantity_milli"])
        low = "[yellow]low[/yellow]" if line["low"] else ""
        mark = "[red]oversold[/red]" if line["oversold"] else low
        age = "now" if line["exact"] else age_words(line["age_s"])
        # Names are text, whatever brackets stand in them.
        names = (Text(one_line(line[field])) for field in ("sku", "name", "location"))
        table.add_row(*names, quantity, age, mark)
    left = len(answer["lines"]) - ROWS_MAX
    if left > 0:
        table.caption = f"and {left} more; --json shows all"
    return table


_UNITS = ((86_400, "day", "days"), (3_600, "h", "h"), (60, "min", "min"), (1, "s", "s"))


def age_words(age_s: int) -> str:
    """Return an age as people say it: in its largest unit, cut down to whole ones."""
    for seconds, one, many in _UNITS:
        if age_s >= seconds:
            count = age_s // seconds
            return f"{count} {one if count == 1 else many} ago"
    return "just now"


def print_table(table: Table) -> None:
    """Print a table to standard output."""
    Console().print(table)
