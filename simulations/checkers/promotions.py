"""Promotions: what was taken off a sale is what the till showed, worked out by other means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

import msgpack

from simulations.checkers.checker import Checker, Finding
from simulations.reading import SALE
from simulations.run_state import RunState
from simulations.workload.books import Offer

_LINES, _ITEM, _DISCOUNT = 7, 0, 1
"""Where the lines stand in a sale's body, and the kinds of goods and of what is off."""

Off = tuple[int, str, int]
"""The number of an item, or 0 for the basket; why; minor units, below nothing."""


class _Item(NamedTuple):
    number: int
    sku: str
    quantity_milli: int
    amount_minor: int


class _Saving(NamedTuple):
    minor: int
    why: str


class Promotions(Checker):
    """Every sale under promotions has a line for each, with what its rule says."""

    name = "promotions"
    invariants = ("I10",)
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Work out anew what was taken off each sale whose offer is known."""
        offers = state.world.books.offers
        for node in state.world.nodes:
            for found in state.log_of(node):
                if found.kind != SALE:
                    continue
                offer = offers.get(str(UUID(bytes=found.identifier)))
                if offer is None:
                    continue
                lines = msgpack.unpackb(found.body)[_LINES]
                items = [
                    _Item(number, *line[1:4])
                    for number, line in enumerate((one for one in lines if one[0] == _ITEM), 1)
                ]
                stands = sorted((one[2], one[1], one[3]) for one in lines if one[0] == _DISCOUNT)
                should = sorted(taken_off(items, offer))
                if stands != should:
                    said = f"{stands} was taken off, the promotions say {should}"
                    slip = found.slip.text if found.slip else ""
                    yield Finding("promotions.off", node.place.name, slip, said)


def taken_off(items: Sequence[_Item], offer: Offer) -> Iterator[Off]:
    """Yield what is taken off a basket of whole products, each on one line."""
    basket = sum(item.amount_minor for item in items)
    rules = [
        rule
        for rule in sorted(offer.promotions, key=lambda rule: rule["code"])
        if rule["coupon"] in ("", *offer.coupons) and basket >= rule["least_minor"]
    ]
    savings = {item.number: _best([_alone(rule, item) for rule in rules]) for item in items}
    left = list(items)
    while taken := _together(rules, left, savings):
        savings |= taken
        left = [item for item in left if item.number not in taken]
    yield from ((number, one.why, -one.minor) for number, one in savings.items() if one.minor)
    basket -= sum(one.minor for one in savings.values())
    whole = _best([_on_basket(rule, basket) for rule in rules])
    if whole.minor:
        yield 0, whole.why, -whole.minor


def _best(savings: Sequence[_Saving]) -> _Saving:
    """Return the greatest, and of equal ones the first."""
    return max(savings, key=lambda one: one.minor, default=_Saving(0, ""))


def _why(rule: dict[str, Any]) -> str:
    return str(rule["name"] or rule["code"])


def _rounded(amount: Fraction) -> int:
    """Round half up: no amount here is below nothing."""
    return int(amount + Fraction(1, 2))


def _alone(rule: dict[str, Any], item: _Item) -> _Saving:
    off = Fraction(0)
    if rule["sku"] in ("", item.sku):
        if rule["kind"] == "percent":
            off = Fraction(item.amount_minor * rule["rate_ppm"], 1_000_000)
        elif rule["kind"] == "amount":
            off = Fraction(rule["off_minor"] * item.quantity_milli, 1_000)
    return _Saving(min(_rounded(off), item.amount_minor), _why(rule))


def _on_basket(rule: dict[str, Any], basket: int) -> _Saving:
    off = 0
    if basket > 0 and basket >= rule["least_minor"]:
        if rule["kind"] == "basket-percent":
            off = _rounded(Fraction(basket * rule["rate_ppm"], 1_000_000))
        elif rule["kind"] == "basket-amount":
            off = min(rule["off_minor"], basket)
    return _Saving(off, _why(rule))


def _together(
    rules: Sequence[dict[str, Any]], items: Sequence[_Item], alone: dict[int, _Saving]
) -> dict[int, _Saving]:
    """Return the savings by the n-for-m that gains most over what its items get alone."""
    most, found = 0, dict[int, _Saving]()
    for rule in rules:
        if rule["kind"] != "n-for-m" or rule["pay"] >= rule["take"]:
            continue
        pieces = [
            (Fraction(item.amount_minor * 1_000, item.quantity_milli), item)
            for item in items
            if rule["sku"] in ("", item.sku) and item.quantity_milli % 1_000 == 0
            for _ in range(item.quantity_milli // 1_000)
        ]
        pieces.sort(key=lambda piece: (-piece[0], piece[1].sku))
        free = dict[int, Fraction]()
        for begin in range(0, len(pieces) - rule["take"] + 1, rule["take"]):
            for at, (price, item) in enumerate(pieces[begin : begin + rule["take"]]):
                got = price if at >= rule["pay"] else Fraction(0)
                free[item.number] = free.get(item.number, Fraction(0)) + got
        savings = {number: _Saving(_rounded(off), _why(rule)) for number, off in free.items()}
        gain = sum(one.minor - alone[number].minor for number, one in savings.items())
        if gain > most:
            most, found = gain, savings
    return found
