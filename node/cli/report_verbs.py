"""The verbs of reports: what was sold in some days, and what every branch has taken today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from core.errors import RefusedError
from node import system_clock
from node.cli import show
from node.cli.asking import ask
from node.cli.moments import wall_clock
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import Speech, speech_of
from node.language.marks import mark
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
    spoken = speech_of(data)
    say = spoken.say
    typer.echo(_summary(spoken, answer, str(first), str(last)))
    items = sorted(answer["items"], key=lambda one: -one["amount_minor"])[:ITEMS_SHOWN]
    goods = ("key", "name", "quantity_milli", "amount_minor")
    _table(spoken, say("Items that brought most"), items, goods)
    fields = ("key", "quantity_milli", "amount_minor")
    _table(spoken, say("Departments"), answer["departments"], fields)
    for title, name in ((say("Hours"), "hours"), (say("People"), "people")):
        _table(spoken, title, answer[name], ("key", "sales", "paid_minor", "refunded_minor"))
    _table(spoken, say("Tenders"), answer["tenders"], ("kind", "count", "amount_minor"))
    _table(spoken, say("Taxes"), answer["taxes"], ("name", "base_minor", "tax_minor"))
    _complete(spoken, answer["complete"])


def _summary(spoken: Speech, answer: dict[str, Any], first: str, last: str) -> str:
    total, when = answer["total"], spoken.day(first)
    if first != last:
        when = spoken.say("{first} to {last}", first=when, last=spoken.day(last))
    return spoken.say(
        "{branch}, {when}: {sales}, {paid} paid, {refunded} refunded.",
        branch=answer["branch"],
        when=when,
        sales=spoken.count("{count} sale", "{count} sales", total["sales"]),
        paid=spoken.priced(total["paid_minor"], answer["currency"]),
        refunded=spoken.money(total["refunded_minor"]),
    )


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
    spoken = speech_of(data)
    title = spoken.say(
        "Takings of {day} in {currency}",
        day=spoken.day(str(wanted)),
        currency=answer["currency"],
    )
    _table(spoken, title, answer["branches"], fields)
    _complete(spoken, [line for branch in answer["branches"] for line in branch["complete"]])


def _day(text: str | None) -> date:
    if text is None:
        return wall_clock(system_clock.now_ms()).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"'{text}' is no date like 2026-11-26.") from None


def _midnight_ms(day: date) -> int:
    """Return when a day begins where this machine is."""
    return int(datetime(day.year, day.month, day.day).astimezone().timestamp() * 1000)


_HEADINGS = {
    "key": "",
    "name": mark("Description"),
    "kind": "",
    "branch": mark("Branch"),
    "count": mark("Times"),
    "sales": mark("Sales"),
    "quantity_milli": mark("Quantity"),
    "amount_minor": mark("Amount"),
    "paid_minor": mark("Paid"),
    "refunded_minor": mark("Refunded"),
    "before_paid_minor": mark("A week before"),
    "base_minor": mark("On"),
    "tax_minor": mark("Tax"),
}


def _table(
    spoken: Speech, title: str, lines: list[dict[str, Any]], fields: tuple[str, ...]
) -> None:
    if not lines:
        return
    table = Table(title=title)
    for field in fields:
        words = field in ("key", "name", "kind", "branch")
        table.add_column(spoken.heading(_HEADINGS[field]), justify="left" if words else "right")
    for line in lines:
        table.add_row(*(Text(_shown(spoken, field, line[field])) for field in fields))
    show.print_table(table)


def _shown(spoken: Speech, field: str, value: Any) -> str:
    if field.endswith("_minor"):
        return spoken.money(value)
    if field.endswith("_milli"):
        return spoken.quantity(value)
    return one_line(spoken.tender(value) if field == "kind" else str(value))


def _complete(spoken: Speech, lines: list[dict[str, Any]]) -> None:
    now_ms = system_clock.now_ms()
    for line in lines:
        place = {"till": line["till"], "branch": line["branch"]}
        if line["own"] or line["through_ms"]:
            moment = spoken.moment(line["through_ms"], now_ms)
            told = spoken.say(
                "Of {till} in {branch} this is complete up to {moment}.",
                moment=spoken.say("now") if line["own"] else moment,
                **place,
            )
        else:
            told = spoken.say("Of {till} in {branch} nothing is here yet.", **place)
        typer.echo(told)


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.add_typer(reports, name="report")
