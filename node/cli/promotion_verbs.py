"""The verbs of promotions."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.errors import RefusedError
from core.money import format_amount, parse_amount
from core.shop.aggregate import moment
from core.shop.limits import PPM
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.moments import moment_ms
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
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
    show.show(answer, as_json=as_json, sentence=_sentence(answer["promotion"]))


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


def _sentence(one: dict[str, Any]) -> str:
    share = f"{one['rate_ppm'] * 100 / PPM:g} %"
    off = format_amount(one["off_minor"])
    what = {
        "percent": f"{share} off",
        "amount": f"{off} off each",
        "n-for-m": f"{one['take']} for {one['pay']}",
        "basket-percent": f"{share} off the basket",
        "basket-amount": f"{off} off the basket",
    }[one["kind"]]
    goods = one["sku"] or (f"department {one['department']}" if one["department"] else "")
    bits = [goods and f"on {goods}", one["branch"] and f"in {one['branch']}"]
    bits += [one["group"] and f"for {one['group']}", one["coupon"] and f"with {one['coupon']}"]
    bits.append(one["least_minor"] and f"from {format_amount(one['least_minor'])} on")
    bits.append(one["from_ms"] and f"from {moment(one['from_ms']):%Y-%m-%d %H:%M}")
    bits.append(one["until_ms"] and f"until {moment(one['until_ms']):%Y-%m-%d %H:%M}")
    ended = "" if one["active"] else " (ended)"
    more = " ".join(str(bit) for bit in bits if bit)
    named = f" '{one['name']}'" if one["name"] else ""
    return one_line(f"{one['code']}{named}: {what}{' ' + more if more else ''}{ended}")


@promotion.command("list")
def list_promotions(
    here: Annotated[bool, typer.Option("--here", help="Only those that count here now.")] = False,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show the promotions."""
    answer = ask(data, "promotions", {"here": here})
    told = "\n".join(_sentence(one) for one in answer["promotions"])
    show.show(answer, as_json=as_json, sentence=told or "There are no promotions.")


def register(app: typer.Typer) -> None:
    """Add the verbs of promotions."""
    app.add_typer(promotion, name="promotion")
