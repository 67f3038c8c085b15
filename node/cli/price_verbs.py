"""The verbs of price lists, taxes and roundings."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.errors import RefusedError
from core.money import parse_amount
from core.quantity import parse_quantity
from core.shop.limits import PPM
from node.cli import pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.moments import moment_ms
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech
from node.wording import one_line

price = typer.Typer(help="Prices by branch, customer group, quantity and date.")
tax = typer.Typer(help="How goods are taxed, and how money is rounded.")

BranchOption = Annotated[str, typer.Option(help="One branch only. Default: all.")]
FromOption = Annotated[
    str | None, typer.Option("--from", help="When it begins, as 2026-12-01T08:00. Default: now.")
]


def _moment(text: str | None) -> int | None:
    return None if text is None else moment_ms(text)


@price.command("set")
def set_price(
    code: Annotated[str, typer.Argument(help="An SKU or barcode.")],
    amount: Annotated[str, typer.Argument(help="What one costs, like 12.34; none takes it back.")],
    branch: BranchOption = "",
    group: Annotated[str, typer.Option(help="One customer group only.")] = "",
    from_quantity: Annotated[str, typer.Option(help="From how many on.")] = "0",
    from_date: FromOption = None,
    until_date: Annotated[str | None, typer.Option("--until", help="When it ends.")] = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Set a price, for all or for a few, now or later."""
    said: dict[str, Any] = {
        "code": code,
        "price_minor": None if amount == "none" else parse_amount(amount),
        "branch": branch,
        "group": group,
        "from_quantity_milli": parse_quantity(from_quantity),
        "from_ms": _moment(from_date),
        "until_ms": _moment(until_date) or 0,
    }
    said |= pin_entry.approval(approver, approval)
    answer = do(data, "price-set", command_id, said)
    show.tell(answer, data, as_json=as_json, sentence=_is_set)


def _is_set(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.say("Set from {moment} on.", moment=spoken.minute(answer["from_ms"]))


@price.command("list")
def list_prices(
    code: Annotated[str, typer.Argument(help="An SKU or barcode.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show every price of a product, and what one costs here and now."""
    answer = ask(data, "price-list", {"code": code})
    show.tell(answer, data, as_json=as_json, sentence=_prices)


def _prices(spoken: Speech, answer: dict[str, Any]) -> str:
    amount = spoken.money(answer["here_minor"])
    told = [spoken.say("{sku} costs {amount} here and now.", sku=answer["sku"], amount=amount)]
    for line in answer["prices"]:
        who = " ".join(word for word in (line["branch"], line["group"]) if word)
        said = spoken.say(
            "{amount} for {who}, from {quantity} on, from {moment}",
            amount=spoken.money(line["price_minor"]),
            who=who or spoken.say("everybody"),
            quantity=spoken.quantity(line["from_quantity_milli"]),
            moment=spoken.minute(line["from_ms"]),
        )
        told.append(f"  {said}")
    return "\n".join(map(one_line, told))


def _tax(text: str) -> dict[str, Any]:
    """Read NAME:PERCENT or NAME:PERCENT:on-top as a tax."""
    name, _, rest = text.partition(":")
    rate, _, where = rest.partition(":")
    whole, _, part = rate.partition(".")
    digits = whole + part.ljust(4, "0")
    if not (name and digits.isdecimal() and len(digits) < 9 and len(part) <= 4):
        raise RefusedError(f"'{text}' is no tax; write it like VAT:23 or sales:8.875:on-top.")
    if where not in ("", "on-top"):
        raise RefusedError(f"'{where}' says nothing about a tax; a tax is inside or 'on-top'.")
    rate_ppm = int(digits) * PPM // 1_000_000
    return {"name": name, "rate_ppm": rate_ppm, "inclusive": not where}


@tax.command("set")
def set_taxes(
    taxes: Annotated[
        list[str] | None,
        typer.Argument(metavar="TAX...", help="NAME:PERCENT[:on-top]; none: not taxed."),
    ] = None,
    tax_class: Annotated[str, typer.Option("--class", help="Default: goods of no class.")] = "",
    branch: BranchOption = "",
    from_date: FromOption = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Set how a class of goods is taxed, now or later."""
    said: dict[str, Any] = {
        "tax_class": tax_class,
        "taxes": [_tax(text) for text in taxes or ()],
        "branch": branch,
        "from_ms": _moment(from_date),
    }
    said |= pin_entry.approval(approver, approval)
    answer = do(data, "tax-set", command_id, said)
    show.tell(answer, data, as_json=as_json, sentence=_is_set)


@tax.command("rounding")
def set_rounding(
    cash_step: Annotated[str, typer.Option(help="The smallest coin, like 0.05.")] = "0",
    by_receipt: Annotated[
        bool, typer.Option("--by-receipt", help="Round taxes by receipt and not by line.")
    ] = False,
    branch: BranchOption = "",
    from_date: FromOption = None,
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Set to which coins cash is rounded, and how taxes are."""
    said: dict[str, Any] = {
        "cash_step_minor": parse_amount(cash_step),
        "by_receipt": by_receipt,
        "branch": branch,
        "from_ms": _moment(from_date),
    }
    said |= pin_entry.approval(approver, approval)
    answer = do(data, "rounding-set", command_id, said)
    show.tell(answer, data, as_json=as_json, sentence=_is_set)


@tax.command("list")
def list_taxes(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show how everything is taxed and rounded here."""
    answer = ask(data, "tax-list", {})
    show.tell(answer, data, as_json=as_json, sentence=_taxes)


def _taxes(spoken: Speech, answer: dict[str, Any]) -> str:
    say = spoken.say
    told = [_taxed(spoken, line) for line in answer["taxes"]]
    if answer["by_receipt"]:
        told.append(say("Taxes are rounded by receipt."))
    else:
        told.append(say("Taxes are rounded by line."))
    if answer["cash_step_minor"]:
        told.append(
            say("Cash is rounded to {amount}.", amount=spoken.money(answer["cash_step_minor"]))
        )
    return "\n".join(map(one_line, told))


def _taxed(spoken: Speech, line: dict[str, Any]) -> str:
    say, what = spoken.say, spoken.say("not taxed")
    on_top, no_class = say("on top"), say("no class")
    if line["name"]:
        what = f"{line['name']} {spoken.quantity(line['rate_ppm'] // 10)} %"
        what += "" if line["inclusive"] else f", {on_top}"
    where = line["branch"] or say("everywhere")
    begins = say("from {moment}", moment=spoken.minute(line["from_ms"]))
    return f"{line['tax_class'] or no_class}: {what}, {where}, {begins}"


def register(app: typer.Typer) -> None:
    """Add the verbs of price lists and taxes."""
    app.add_typer(price, name="price")
    app.add_typer(tax, name="tax")
