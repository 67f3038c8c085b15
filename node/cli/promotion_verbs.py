"""The verbs of promotions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from core.errors import RefusedError
from core.money import parse_amount
from core.shop.limits import PPM
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.moments import moment_ms
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech
from node.language.marks import mark
from node.wording import one_line

promotion = typer.Typer(help="What is taken off, where, when, for whom and with which coupon.")

_PERCENT_DIGITS = 4
"""Digits after the point of a percentage: parts of a million."""


def _percent(text: str) -> int:
    """Read a percentage like 12.5 as parts of a million."""
    whole, _, part = text.removesuffix("%").partition(".")
    digits = whole + part.ljust(_PERCENT_DIGITS, "0")
    if not (digits.isdecimal() and whole and len(part) <= _PERCENT_DIGITS and len(whole) <= 3):
        raise RefusedError(f"'{text}' is no percentage; write it like 12.5.")
    return int(digits)


def _pieces(text: str) -> dict[str, int]:
    """Read N:M, like 3:2, as n pieces taken and m paid."""
    take, _, pay = text.partition(":")
    if not (take.isdecimal() and pay.isdecimal() and len(text) < 10):
        raise RefusedError(f"'{text}' says not how many are paid; write 3:2 for three, two paid.")
    return {"take": int(take), "pay": int(pay)}


@promotion.command("set")
def set_promotion(
    code: Annotated[str, typer.Argument(help="A short word for it.")],
    name: Annotated[str | None, typer.Option(help="What stands on the receipt.")] = None,
    percent: Annotated[str | None, typer.Option(help="So much of the goods, like 10.")] = None,
    off: Annotated[str | None, typer.Option(help="So much off each, like 0.50.")] = None,
    pieces: Annotated[str | None, typer.Option("--n-for-m", help="3:2: three, two paid.")] = None,
    basket_percent: Annotated[str | None, typer.Option(help="So much of the basket.")] = None,
    basket_off: Annotated[str | None, typer.Option(help="So much off the basket.")] = None,
    sku: Annotated[str | None, typer.Option(help="One product only.")] = None,
    department: Annotated[str | None, typer.Option(help="One department only.")] = None,
    least: Annotated[str | None, typer.Option(help="From which basket on, like 50.")] = None,
    branch: Annotated[str | None, typer.Option(help="One branch only.")] = None,
    group: Annotated[str | None, typer.Option(help="One customer group only.")] = None,
    from_date: Annotated[str | None, typer.Option("--from", help="When it begins.")] = None,
    until_date: Annotated[str | None, typer.Option("--until", help="When it ends.")] = None,
    coupon: Annotated[str | None, typer.Option(help="With this coupon only.")] = None,
    end: Annotated[bool, typer.Option("--end", help="Take it back.")] = False,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Make a promotion, or change what is given of one and nothing else."""
    words = {"name": name, "sku": sku, "department": department, "branch": branch}
    words |= {"group": group, "coupon": coupon}
    said: dict[str, Any] = {field: word for field, word in words.items() if word is not None}
    said |= {"code": code, **_worked_out(percent, off, pieces, basket_percent, basket_off)}
    if least is not None:
        said["least_minor"] = parse_amount(least)
    if from_date is not None:
        said["from_ms"] = moment_ms(from_date)
    if until_date is not None:
        said["until_ms"] = moment_ms(until_date)
    said |= {"active": False} if end else {}
    said |= pin_entry.approval(approver, approval)
    answer = do(data, "promotion-set", command_id, said)
    show.tell(answer, data, as_json=as_json, sentence=_made)


def _worked_out(
    percent: str | None,
    off: str | None,
    pieces: str | None,
    basket_percent: str | None,
    basket_off: str | None,
) -> dict[str, Any]:
    """Return how it is worked out: at most one way is said."""
    ways: list[dict[str, Any]] = []
    if percent is not None:
        ways.append({"kind": "percent", "rate_ppm": _percent(percent)})
    if off is not None:
        ways.append({"kind": "amount", "off_minor": parse_amount(off)})
    if pieces is not None:
        ways.append({"kind": "n-for-m", **_pieces(pieces)})
    if basket_percent is not None:
        ways.append({"kind": "basket-percent", "rate_ppm": _percent(basket_percent)})
    if basket_off is not None:
        ways.append({"kind": "basket-amount", "off_minor": parse_amount(basket_off)})
    if len(ways) > 1:
        raise RefusedError("A promotion is worked out in one way; give one of them.")
    return ways[0] if ways else {}


_OFF = {
    "percent": mark("{share} off"),
    "amount": mark("{off} off each"),
    "n-for-m": mark("{take} for {pay}"),
    "basket-percent": mark("{share} off the basket"),
    "basket-amount": mark("{off} off the basket"),
}
"""What each kind of promotion takes off."""


def _sentence(spoken: Speech, one: dict[str, Any]) -> str:
    say = spoken.say
    share = spoken.number(f"{one['rate_ppm'] * 100 / PPM:g} %")
    off = spoken.money(one["off_minor"])
    what = say(_OFF[one["kind"]], share=share, off=off, take=one["take"], pay=one["pay"])
    said = [what, *_conditions(spoken, one)]
    named = f" '{one['name']}'" if one["name"] else ""
    ended = say("ended")
    note = "" if one["active"] else f" ({ended})"
    return one_line(f"{one['code']}{named}: {' '.join(said)}{note}")


def _conditions(spoken: Speech, one: dict[str, Any]) -> Iterator[str]:
    """Yield where, for whom, with what and when a promotion counts."""
    say = spoken.say
    if one["sku"]:
        yield say("on {sku}", sku=one["sku"])
    elif one["department"]:
        yield say("on department {department}", department=one["department"])
    if one["branch"]:
        yield say("in {branch}", branch=one["branch"])
    if one["group"]:
        yield say("for {group}", group=one["group"])
    if one["coupon"]:
        yield say("with {coupon}", coupon=one["coupon"])
    if one["least_minor"]:
        yield say("from {amount} on", amount=spoken.money(one["least_minor"]))
    if one["from_ms"]:
        yield say("from {moment}", moment=spoken.minute(one["from_ms"]))
    if one["until_ms"]:
        yield say("until {moment}", moment=spoken.minute(one["until_ms"]))


@promotion.command("list")
def list_promotions(
    here: Annotated[bool, typer.Option("--here", help="Only those that count here now.")] = False,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show the promotions."""
    answer = ask(data, "promotions", {"here": here})
    show.tell(answer, data, as_json=as_json, sentence=_promotions)


def _promotions(spoken: Speech, answer: dict[str, Any]) -> str:
    told = "\n".join(_sentence(spoken, one) for one in answer["promotions"])
    return told or spoken.say("There are no promotions.")


def _made(spoken: Speech, answer: dict[str, Any]) -> str:
    return _sentence(spoken, answer["promotion"])


def register(app: typer.Typer) -> None:
    """Add the verbs of promotions."""
    app.add_typer(promotion, name="promotion")
