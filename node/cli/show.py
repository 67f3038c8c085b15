"""How answers look to people; to programs they are one JSON object."""

from __future__ import annotations

from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.money import format_amount
from core.quantity import format_quantity
from node.verbs import to_json
from node.wording import one_line

ROWS_MAX = 40
"""Rows of a table shown to a person; ``--json`` gives them all."""


DIGITS_SHOWN = 16
"""Digits of a digest shown to a person, who compares two of them by eye."""


def show(answer: dict[str, Any], *, as_json: bool, sentence: str) -> None:
    """Print an answer: the sentence for people, the whole object for programs."""
    typer.echo(to_json(answer) if as_json else sentence)


def receipt_sentence(answer: dict[str, Any]) -> str:
    """Return what a cashier wants to read after a sale or refund."""
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
        mark = "[red]oversold[/red]" if line["oversold"] else ""
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


def status_table(answer: dict[str, Any]) -> Table:
    """Return a node's status as a table."""
    title = f"{answer['name']}, a {answer['role']} of branch {answer['branch']}"
    table = Table(title=title, show_header=False)
    table.add_column(style="bold")
    table.add_column()
    rows = {
        "company": answer["company"],
        "process": "running" if answer["running"] else "not running; sales still work",
        "events held": f"{answer['events']} in {answer['streams']} streams",
        "written here": str(answer["own_events"]),
        "subscribes to": _scope_words(answer["scopes"]),
        "behind by": _behind_words(answer),
        "sales": f"{answer['sales']}, {format_amount(answer['sales_minor'])} {answer['currency']}",
        "refunds": f"{answer['refunds']}, {format_amount(answer['refunded_minor'])}",
        "products": str(answer["products"]),
        "open tickets": str(answer["open_tickets"]),
        "reviews": _review_words(answer["open_reviews"]),
        "digest": answer["digest"][:DIGITS_SHOWN],
        "stock digest": answer["stock_digest"][:DIGITS_SHOWN],
        "disk": f"{answer['disk_bytes'] / 2**20:.1f} MiB",
    }
    if answer["epoch_reason"]:
        rows["new epoch"] = f"{answer['epoch_reason']}; receipts have a new series"
    for name, value in rows.items():
        table.add_row(name, value)
    for peer in answer["peers"]:
        table.add_row(Text(one_line(f"peer {peer['name']}")), Text(_peer_words(peer)))
    for alert in answer["alerts"]:
        table.add_row("[red]alert[/red]", Text(one_line(alert)))
    return table


def _review_words(count: int) -> str:
    return f"{count} open; see 'tillmesh reviews'" if count else "none open"


def _scope_words(scopes: list[str]) -> str:
    if "*" in scopes:
        return "everything"
    return f"{', '.join(scopes)}; sales and refunds below are of these"


def _behind_words(answer: dict[str, Any]) -> str:
    heard = any(peer["connected"] for peer in answer["peers"])
    return f"{answer['behind']} events" if heard else "unknown: no peer is heard"


def _peer_words(peer: dict[str, Any]) -> str:
    words = ["connected" if peer["connected"] else "not connected"]
    if peer["trouble"]:
        words.append(peer["trouble"])
    if peer["they_lack"]:
        words.append(f"lacks {peer['they_lack']} events")
    elif peer["connected"] and not peer["trouble"]:
        words.append("up to date")
    return ", ".join(words)


def print_table(table: Table) -> None:
    """Print a table to standard output."""
    Console().print(table)
