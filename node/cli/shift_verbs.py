"""The verbs of shifts and the drawer: shift, cash."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated, Any

import typer

from core.errors import RefusedError
from core.money import format_amount, parse_amount
from node import system_clock
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.wording import one_line

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
    float_said = format_amount(answer["amount_minor"])
    sentence = f"The shift of {answer['business_date']} is open with {float_said}."
    show.show(answer, as_json=as_json, sentence=sentence)


def _asked_date() -> str:
    """Ask a person which day it is; the clock only proposes."""
    if not sys.stdin.isatty():
        raise RefusedError("Say the business date: --date 2026-11-26, for instance.")
    proposed = date.fromtimestamp(system_clock.now_ms() // 1_000).isoformat()
    typed: str = typer.prompt("Business date", default=proposed, err=True)
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
    show.show(answer, as_json=as_json, sentence=_report_text(answer))


@shifts.command("x")
def x_report(
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show what the open shift has come to so far."""
    answer = ask(data, "shift-x", pin_entry.approval(approver, approval))
    show.show(answer, as_json=as_json, sentence=_report_text(answer))


@shifts.command("z")
def z_report(
    number: Annotated[int | None, typer.Argument(help="Its number; default: the last.")] = None,
    series: Annotated[str | None, typer.Option(help="Another till's series, like B1T2.")] = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show a Z again, and whether it follows from the log."""
    answer = ask(data, "shift-z", {"number": number, "series": series})
    show.show(answer, as_json=as_json, sentence=_report_text(answer))


@shifts.command("list")
def list_shifts(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show every shift this node knows of."""
    answer = ask(data, "shifts", {})
    lines = [
        f"{line['series']} Z {line['number'] or '-'} of {line['business_date']}, {line['state']}: "
        f"{line['sales']} sales, {format_amount(line['paid_minor'])}, "
        f"difference {format_amount(line['difference_minor'])}"
        for line in answer["shifts"]
    ]
    sentence = "\n".join(map(one_line, lines)) or "No shift was opened yet."
    show.show(answer, as_json=as_json, sentence=sentence)


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
    way = "in" if answer["amount_minor"] > 0 else "out"
    sentence = f"{format_amount(abs(answer['amount_minor']))} {way}."
    show.show(answer, as_json=as_json, sentence=sentence)


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
    show.show(answer, as_json=as_json, sentence="The drawer may open.")


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
    sentence = f"Counted {format_amount(answer['amount_minor'])}."
    show.show(answer, as_json=as_json, sentence=sentence)


def _coins(text: str) -> dict[str, int]:
    """Read VALUE:PIECES; raises :class:`RefusedError`."""
    value, colon, pieces = text.partition(":")
    if not colon or not (pieces.isascii() and pieces.isdigit() and len(pieces) < 11):
        raise RefusedError(f"'{text}' is not VALUE:PIECES, like 0.50:12.")
    return {"value_minor": parse_amount(value), "pieces": int(pieces)}


def _report_text(answer: dict[str, Any]) -> str:
    """Return a report as people read it."""
    report = answer["report"]
    head = f"Z {answer['number']}" if answer["number"] else "X"
    lines = [f"{head} of {answer['business_date']}, records {answer['first']} to {answer['last']}"]
    lines += [
        f"  {name.removesuffix('_minor')}: {format_amount(value)}"
        for name, value in report.items()
        if name.endswith("_minor")
    ]
    lines += [f"  {kind}: {format_amount(amount)}" for kind, _, amount in report.get("tenders", ())]
    if answer["digest"]:
        follows = "follows" if answer["recomputes"] else "does NOT follow"
        lines.append(f"  {answer['digest'][:16]}: {follows} from the log")
    return "\n".join(map(one_line, lines))


def register(app: typer.Typer) -> None:
    """Add the verbs of shifts and the drawer."""
    app.add_typer(shifts, name="shift")
    app.add_typer(cash, name="cash")
