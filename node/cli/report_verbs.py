"""The verbs of reports: what was sold in some days, and what every branch has taken today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from core.errors import RefusedError
from core.money import format_amount
from core.quantity import format_quantity
from node import system_clock
from node.cli import moments, show
from node.cli.asking import ask
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.wording import one_line

reports = typer.Typer(help="Figures from the local log, each with up to when it is complete.")

DayOption = Annotated[str | None, typer.Option("--day", help="Like 2026-11-26; default: today.")]

ITEMS_SHOWN = 10
"""Items shown to a person, those that brought most first."""


@reports.command("sales")
def sales(
    day: DayOption = None,
    to: Annotated[str | None, typer.Option(help="The last day, when it is several.")] = None,
    branch: Annotated[str | None, typer.Option(help="Default: the node's own.")] = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show what was sold, by hour, item, department, person, tender and tax."""
    first = _day(day)
    last = first if to is None else _day(to)
    span = {"from_ms": _midnight_ms(first), "until_ms": _midnight_ms(last + timedelta(days=1))}
    answer = ask(data, "sales-report", {**span, "branch": branch})
    if as_json:
        show.show(answer, as_json=True, sentence="")
        return
    total = answer["total"]
    when = f"{first}" if first == last else f"{first} to {last}"
    typer.echo(
        f"{answer['branch']}, {when}: {moments.count(total['sales'], 'sale')}, "
        f"{_money(total['paid_minor'])} {answer['currency']} paid, "
        f"{_money(total['refunded_minor'])} refunded."
    )
    items = sorted(answer["items"], key=lambda one: -one["amount_minor"])[:ITEMS_SHOWN]
    goods = ("key", "name", "quantity_milli", "amount_minor")
    _table("Items that brought most", items, goods)
    _table("Departments", answer["departments"], ("key", "quantity_milli", "amount_minor"))
    for title, name in (("Hours", "hours"), ("People", "people")):
        _table(title, answer[name], ("key", "sales", "paid_minor", "refunded_minor"))
    _table("Tenders", answer["tenders"], ("kind", "count", "amount_minor"))
    _table("Taxes", answer["taxes"], ("name", "base_minor", "tax_minor"))
    _complete(answer["complete"])


@reports.command("takings")
def takings(
    day: DayOption = None, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Show what every branch has taken that day, against the same weekday a week before."""
    wanted = _day(day)
    from_ms = _midnight_ms(wanted)
    until_ms = min(_midnight_ms(wanted + timedelta(days=1)), system_clock.now_ms() + 1)
    answer = ask(data, "takings", {"from_ms": from_ms, "until_ms": max(until_ms, from_ms + 1)})
    if as_json:
        show.show(answer, as_json=True, sentence="")
        return
    fields = ("branch", "sales", "paid_minor", "refunded_minor", "before_paid_minor")
    _table(f"Takings of {wanted} in {answer['currency']}", answer["branches"], fields)
    _complete([line for branch in answer["branches"] for line in branch["complete"]])


def _day(text: str | None) -> date:
    if text is None:
        return _local(system_clock.now_ms()).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"'{text}' is no date like 2026-11-26.") from None


def _local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone()


def _midnight_ms(day: date) -> int:
    """Return when a day begins where this machine is."""
    return int(datetime(day.year, day.month, day.day).astimezone().timestamp() * 1000)


def _money(amount_minor: int) -> str:
    return format_amount(amount_minor)


_HEADINGS = {
    "key": "",
    "name": "Name",
    "kind": "",
    "branch": "Branch",
    "count": "Times",
    "sales": "Sales",
    "quantity_milli": "Quantity",
    "amount_minor": "Amount",
    "paid_minor": "Paid",
    "refunded_minor": "Refunded",
    "before_paid_minor": "A week before",
    "base_minor": "On",
    "tax_minor": "Tax",
}


def _table(title: str, lines: list[dict[str, Any]], fields: tuple[str, ...]) -> None:
    if not lines:
        return
    table = Table(title=title)
    for field in fields:
        words = field in ("key", "name", "kind", "branch")
        table.add_column(_HEADINGS[field], justify="left" if words else "right")
    for line in lines:
        table.add_row(*(Text(_shown(field, line[field])) for field in fields))
    show.print_table(table)


def _shown(field: str, value: Any) -> str:
    if field.endswith("_minor"):
        return _money(value)
    return format_quantity(value) if field.endswith("_milli") else one_line(str(value))


def _complete(lines: list[dict[str, Any]]) -> None:
    now_ms = system_clock.now_ms()
    for line in lines:
        upto = "now" if line["own"] else moments.moment(line["through_ms"], now_ms)
        if line["own"] or line["through_ms"]:
            said = f"this is complete up to {upto}"
        else:
            said = "nothing is here yet"
        typer.echo(f"Of {line['till']} in {line['branch']} {said}.")


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.add_typer(reports, name="report")
