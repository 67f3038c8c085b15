"""Options that verbs share, and the words on the command line that are more than words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.company.certificate import KEY_BYTES
from core.errors import RefusedError
from core.money import parse_amount
from core.quantity import MILLI, parse_quantity

DataOption = Annotated[
    Path,
    typer.Option(
        "--data",
        "-d",
        envvar="TILLMESH_DATA",
        help="The node's data directory.",
        file_okay=False,
        show_default=True,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")]
CompanyOption = Annotated[
    str, typer.Option("--company", help="The company's public key, in hexadecimal.")
]
AgeOption = Annotated[
    bool, typer.Option("--age-checked", help="Somebody looked at the customer's age.")
]
DEFAULT_DATA = Path("tillmesh-data")
"""Where a node lives when nobody says otherwise."""


def company_key(text: str) -> bytes:
    """Read a company's public key; raises :class:`RefusedError`."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise RefusedError(f"A company's key has {2 * KEY_BYTES} hexadecimal digits.")
    return key


def sell_line(text: str) -> dict[str, Any]:
    """Read CODE, CODE:QUANTITY or CODE:QUANTITY:AMOUNT as a line to sell."""
    code, quantity, amount = _parts(text, 3, "CODE, CODE:QUANTITY or CODE:QUANTITY:AMOUNT")
    line: dict[str, Any] = {"code": code}
    if quantity is not None:
        line["quantity_milli"] = parse_quantity(quantity)
        if line["quantity_milli"] < 0:
            raise RefusedError(f"The quantity of {code} is negative; use 'tillmesh refund'.")
    if amount is not None:
        line["amount_minor"] = parse_amount(amount)
    return line


def stock_line(text: str) -> dict[str, Any]:
    """Read CODE:QUANTITY as a line of stock."""
    code, quantity = _parts(text, 2, "CODE:QUANTITY")
    if quantity is None:
        raise RefusedError(f"'{text}' has no quantity; write CODE:QUANTITY.")
    return {"code": code, "quantity_milli": parse_quantity(quantity)}


def refund_line(text: str) -> dict[str, Any]:
    """Read CODE, CODE:QUANTITY, or #ITEM:QUANTITY with the item's number on the receipt."""
    code, quantity = _parts(text, 2, "CODE:QUANTITY or #ITEM:QUANTITY")
    milli = MILLI if quantity is None else parse_quantity(quantity)
    if milli <= 0:
        raise RefusedError("A refunded quantity must be more than nothing.")
    assert code is not None, "the first part is always there"
    if code.startswith("#"):
        if not (code[1:].isdecimal() and len(code) < 8):
            raise RefusedError(f"'{code}' is not an item number like #2.")
        return {"item": int(code[1:]), "quantity_milli": milli}
    return {"code": code, "quantity_milli": milli}


def tender(text: str) -> dict[str, Any]:
    """Read KIND:AMOUNT as a tender, or KIND:REFERENCE:AMOUNT, as of a gift card by its code."""
    kind, reference, amount = _parts(text, 3, "KIND:AMOUNT, like card:12.34")
    if amount is None:
        reference, amount = "", reference
    if amount is None:
        raise RefusedError(f"'{text}' has no amount; write KIND:AMOUNT, like card:12.34.")
    named = {"reference": reference} if reference else {}
    return {"kind": kind, "amount_minor": parse_amount(amount), **named}


def tenders(paid: list[str] | None, pending: list[str] | None) -> list[dict[str, Any]] | None:
    """Return all tenders of a sale, those whose money is still to come too; None for none."""
    found = [tender(text) for text in paid or ()]
    found += [{**tender(text), "pending": True} for text in pending or ()]
    return found or None


def gift_card(text: str) -> dict[str, Any]:
    """Read CODE:AMOUNT as a gift card that is sold."""
    code, amount = _parts(text, 2, "CODE:AMOUNT, like 7F3K:50")
    if amount is None:
        raise RefusedError(f"'{text}' has no amount; write CODE:AMOUNT, like 7F3K:50.")
    return {"code": code, "amount_minor": parse_amount(amount)}


def money_off(text: str) -> dict[str, Any]:
    """Read AMOUNT, AMOUNT:ITEM or AMOUNT:ITEM:REASON as money off an item or the basket."""
    amount, item, reason = _parts(text, 3, "AMOUNT, AMOUNT:ITEM or AMOUNT:ITEM:REASON")
    assert amount is not None, "the first part is always there"
    if item is not None and not (item.isdecimal() and len(item) < 7):
        raise RefusedError(f"'{item}' is not an item number.")
    return {
        "amount_minor": parse_amount(amount),
        "item": int(item or 0),
        "reason": reason or "",
    }


def off_line(text: str | None) -> dict[str, Any] | None:
    """Read AMOUNT or AMOUNT:REASON as money off a line or the whole of a ticket."""
    if text is None:
        return None
    amount, reason = _parts(text, 2, "AMOUNT or AMOUNT:REASON, like 1.50:damaged")
    assert amount is not None, "the first part is always there"
    return {"amount_minor": parse_amount(amount), "reason": reason or ""}


def offs(discount: str | None, coupon: str | None) -> dict[str, Any]:
    """Return what the shop, and what a manufacturer, takes off a line or the whole of a ticket."""
    return {"discount": off_line(discount), "coupon": off_line(coupon)}


def _parts(text: str, count: int, form: str) -> list[str | None]:
    parts: list[str | None] = list(text.split(":"))
    if len(parts) > count or not all(parts):
        raise RefusedError(f"'{text}' is not {form}.")
    return parts + [None] * (count - len(parts))
