"""The verbs of shifts and the drawer: shift, cash."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated, Any

import typer

from core.errors import RefusedError
from core.money import parse_amount
from node import system_clock
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.shift_words import report_text, shifts_text
from node.cli.speech import Speech, speech_of, spoken

shifts = typer.Typer(help="A till's shift: opened, looked at, counted and closed.")
cash = typer.Typer(help="The drawer: cash in and out, and what is in it.")

ReasonArgument = Annotated[str, typer.Argument(help="What for.")]
AmountArgument = Annotated[str, typer.Argument(help="How much, like 12.34.")]
CoinsOption = Annotated[
    list[str] | None,
    typer.Option("--coins", "-c", metavar="VALUE:PIECES", help="Like 0.50:12; several."),
]


@shifts.command("open")
def open_shift(
    business_date: Annotated[
        str | None, typer.Option("--date", help="The business date, like 2026-11-26.")
    ] = None,
    confirmed: Annotated[
        bool, typer.Option("--confirmed", help="The date is right, odd as it looks.")
    ] = False,
    float_amount: Annotated[str, typer.Option("--float", help="What is in the drawer.")] = "0",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Open a shift, on the business date that you say."""
    arguments = {
        "business_date": business_date or _asked_date(),
        "confirmed": confirmed,
        "float_minor": parse_amount(float_amount),
        **pin_entry.approval(approver, approval),
    }
    answer = do(data, "shift-open", command_id, arguments)
    show.tell(answer, data, as_json=as_json, sentence=_opened)


def _opened(spoken: Speech, answer: dict[str, Any]) -> str:
    day, amount = spoken.day(answer["business_date"]), spoken.money(answer["amount_minor"])
    return spoken.say("The shift of {day} is open with {amount}.", day=day, amount=amount)


def _asked_date() -> str:
    """Ask a person which day it is; the clock only proposes."""
    if not sys.stdin.isatty():
        raise RefusedError("Say the business date: --date 2026-11-26, for instance.")
    proposed = date.fromtimestamp(system_clock.now_ms() // 1_000).isoformat()
    typed: str = typer.prompt(Speech(spoken()).say("Business date"), default=proposed, err=True)
    return typed


@shifts.command("close")
def close_shift(
    coins: CoinsOption = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Close the shift and print its Z; with --coins, the drawer is counted first."""
    if coins:
        ask(data, "cash-count", {"coins": [_coins(text) for text in coins]})
    answer = ask(data, "shift-close", pin_entry.approval(approver, approval))
    show.tell(answer, data, as_json=as_json, sentence=report_text)


@shifts.command("x")
def x_report(
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show what the open shift has come to so far."""
    answer = ask(data, "shift-x", pin_entry.approval(approver, approval))
    show.tell(answer, data, as_json=as_json, sentence=report_text)


@shifts.command("z")
def z_report(
    number: Annotated[int | None, typer.Argument(help="Its number; default: the last.")] = None,
    series: Annotated[str | None, typer.Option(help="Another till's series, like B1T2.")] = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show a Z again, and whether it follows from the log."""
    answer = ask(data, "shift-z", {"number": number, "series": series})
    show.tell(answer, data, as_json=as_json, sentence=report_text)


@shifts.command("list")
def list_shifts(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show every shift this node knows of."""
    answer = ask(data, "shifts", {})
    show.tell(answer, data, as_json=as_json, sentence=shifts_text)


@cash.command("in")
def pay_in(
    amount: AmountArgument,
    reason: ReasonArgument,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Put cash into the drawer."""
    given = pin_entry.approval(approver, approval)
    _move("cash-in", command_id, amount, reason, given, data, as_json)


@cash.command("out")
def pay_out(
    amount: AmountArgument,
    reason: ReasonArgument,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take cash out of the drawer."""
    given = pin_entry.approval(approver, approval)
    _move("cash-out", command_id, amount, reason, given, data, as_json)


def _move(
    verb: str,
    command_id: str | None,
    amount: str,
    reason: str,
    given: dict[str, Any],
    data: Any,
    as_json: bool,
) -> None:
    arguments = {"amount_minor": parse_amount(amount), "reason": reason, **given}
    answer = do(data, verb, command_id, arguments)
    show.tell(answer, data, as_json=as_json, sentence=_moved)


def _moved(spoken: Speech, answer: dict[str, Any]) -> str:
    amount = spoken.money(abs(answer["amount_minor"]))
    if answer["amount_minor"] > 0:
        return spoken.say("{amount} in.", amount=amount)
    return spoken.say("{amount} out.", amount=amount)


@cash.command("no-sale")
def no_sale(
    reason: ReasonArgument,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Open the drawer without a sale."""
    arguments = {"reason": reason, **pin_entry.approval(approver, approval)}
    answer = do(data, "no-sale", command_id, arguments)
    show.show(answer, as_json=as_json, sentence=speech_of(data).say("The drawer may open."))


@cash.command("count")
def count(
    coins: Annotated[
        list[str], typer.Argument(metavar="VALUE:PIECES...", help="Like 0.50:12 20:3.")
    ],
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Say what is in the drawer, denomination by denomination."""
    arguments = {"coins": [_coins(text) for text in coins]}
    answer = do(data, "cash-count", command_id, arguments)
    spoken = speech_of(data)
    said = spoken.say("Counted {amount}.", amount=spoken.money(answer["amount_minor"]))
    show.show(answer, as_json=as_json, sentence=said)


def _coins(text: str) -> dict[str, int]:
    """Read VALUE:PIECES; raises :class:`RefusedError`."""
    value, colon, pieces = text.partition(":")
    if not colon or not (pieces.isascii() and pieces.isdigit() and len(pieces) < 11):
        raise RefusedError(f"'{text}' is not VALUE:PIECES, like 0.50:12.")
    return {"value_minor": parse_amount(value), "pieces": int(pieces)}


def register(app: typer.Typer) -> None:
    """Add the verbs of shifts and the drawer."""
    app.add_typer(shifts, name="shift")
    app.add_typer(cash, name="cash")
