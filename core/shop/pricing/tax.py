"""Taxes of a basket, inclusive or exclusive, several on one item, rounded by line or by receipt.

What a tax is on: an item's amount less its discounts and its share of those on the basket.
A manufacturer's coupon takes nothing off it, for the manufacturer pays that part.

Inclusive taxes are taken out of the amount together, rounded once half away from zero and
parted among them by their rates; exclusive ones are each worked out on what is left and
rounded the same way. By line, each item is rounded for itself; by receipt, all items with the
same taxes are summed first and an exclusive tax is then spread over them by what each cost
(largest remainder), so that what an item was taxed is known when it comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.money import divide_rounded, spread
from core.shop.limits import PPM
from core.shop.lines import DISCOUNT, ITEM, ItemLine, PriceLine, tax_line
from core.shop.refund import items_paid
from core.shop.taxes import TaxSum


class Tax(NamedTuple):
    """One tax of a class of goods."""

    name: str
    rate_ppm: int
    """Parts of a million: 230,000 is 23 %."""
    inclusive: int
    """1 when it is inside the price, 0 when it is added on top."""


Taxes = tuple[Tax, ...]
"""All taxes of one class of goods, each name and kind at most once."""


class Taxed(NamedTuple):
    """The taxes of a basket: the lines of exclusive ones, and what each came to."""

    lines: list[PriceLine]
    sums: list[TaxSum]


def tax_basket(
    lines: Sequence[ItemLine | PriceLine], taxes: Sequence[Taxes], *, by_receipt: bool
) -> Taxed:
    """Return the taxes of lines of goods and discounts; ``taxes`` are those of each item."""
    goods = [line for line in lines if line.kind in (ITEM, DISCOUNT)]
    amounts = [item.paid_minor for item in items_paid(goods)]
    added: list[PriceLine] = []
    sums: dict[Tax, list[int]] = {}
    for items in _groups(taxes, by_receipt=by_receipt):
        own = taxes[items[0]]
        gross = sum(amounts[item] for item in items)
        base, parts = tax_amount(gross, own)
        for tax, part in zip(own, parts, strict=True):
            held = sums.setdefault(tax, [0, 0])
            held[0] += base
            held[1] += part
            if not tax.inclusive:
                shares = spread(part, [max(amounts[item], 0) for item in items])
                for item, share in zip(items, shares, strict=True):
                    if share:
                        added.append(tax_line(tax.name, item + 1, share))
    added.sort(key=lambda line: line.item)
    return Taxed(added, [TaxSum(*tax, *held) for tax, held in sorted(sums.items())])


def _groups(taxes: Sequence[Taxes], *, by_receipt: bool) -> list[list[int]]:
    """Return the items that are rounded together; those without taxes are left out."""
    if not by_receipt:
        return [[item] for item, own in enumerate(taxes) if own]
    groups: dict[Taxes, list[int]] = {}
    for item, own in enumerate(taxes):
        if own:
            groups.setdefault(own, []).append(item)
    return list(groups.values())


def tax_amount(gross_minor: int, taxes: Taxes) -> tuple[int, list[int]]:
    """Return what is left of an amount without its inclusive taxes, and what each tax comes to."""
    rates = [tax.rate_ppm if tax.inclusive else 0 for tax in taxes]
    inside = sum(rates)
    taken_out = divide_rounded(gross_minor * inside, PPM + inside)
    base = gross_minor - taken_out
    parts = spread(taken_out, rates) if taken_out else [0] * len(taxes)
    for at, tax in enumerate(taxes):
        if not tax.inclusive:
            parts[at] = divide_rounded(base * tax.rate_ppm, PPM)
    return base, parts
