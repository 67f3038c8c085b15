"""How answers look to people; to programs they are one JSON object."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.money import format_amount
from node.cli import speech
from node.cli.speech import ENGLISH, Speech, speech_of
from node.language.languages import SOURCE
from node.wording import one_line, to_json

ROWS_MAX = 40
"""Rows of a table shown to a person; ``--json`` gives them all."""


DIGITS_SHOWN = 16
"""Digits of a digest shown to a person, who compares two of them by eye."""


def show(answer: dict[str, Any], *, as_json: bool, sentence: str) -> None:
    """Print an answer: the sentence for people, the whole object for programs."""
    typer.echo(to_json(answer) if as_json else sentence)


def tell(
    answer: dict[str, Any],
    data: Path,
    *,
    as_json: bool,
    sentence: Callable[[Speech, dict[str, Any]], str],
) -> None:
    """Print an answer as :func:`show` does, the sentence in the language spoken at ``data``."""
    typer.echo(to_json(answer) if as_json else sentence(speech_of(data), answer))


def receipt_sentence(answer: dict[str, Any], data: Path | None = None) -> str:
    """Return what a cashier wants to read after a sale or refund at the node in ``data``."""
    language = SOURCE if data is None else speech_of(data).language
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


def stock_table(answer: dict[str, Any], spoken: Speech = ENGLISH) -> Table:
    """Return stock figures as a table."""
    say = spoken.say
    title = spoken.count(
        "Stock after {count} event", "Stock after {count} events", answer["events"]
    )
    table = Table(title=title)
    for heading in (say("SKU"), say("Product"), say("Location")):
        table.add_column(heading)
    table.add_column(say("Quantity"), justify="right")
    table.add_column(say("As of"))
    table.add_column("")
    for line in answer["lines"][:ROWS_MAX]:
        low = Text(say("low"), "yellow") if line["low"] else ""
        mark = Text(say("oversold"), "red") if line["oversold"] else low
        age = say("now") if line["exact"] else spoken.age(line["age_s"])
        # Names are text, whatever brackets stand in them.
        names = (Text(one_line(line[field])) for field in ("sku", "name", "location"))
        table.add_row(*names, spoken.quantity(line["quantity_milli"]), age, mark)
    left = len(answer["lines"]) - ROWS_MAX
    if left > 0:
        table.caption = say("and {count} more; --json shows all", count=left)
    return table


def lost(spoken: Speech, line: dict[str, Any]) -> str:
    """Return a value that lost against a later change, as a line below what stands."""
    return "  " + spoken.say(
        "lost: {field} {value}", field=spoken.heard(line["field"]), value=line["lost"]
    )


def print_table(table: Table) -> None:
    """Print a table to standard output."""
    Console().print(table)
