"""What a refund takes back of a sale's taxes and tenders: shares that add up, whatever the parts.

Everything brought back so far is worth its rounded share, and a part is worth what it adds to that.
So any parts of a sale, in any order, take back together exactly what the sale had, and the last one
takes what rounding left over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from core.money import divide_rounded, spread
from core.shop.lines import TAX, Tender
from core.shop.refund import NOTHING_REFUNDED, ItemPaid, Refunded, RefundLine
from core.shop.taxes import TaxSum


def item_taxes(
    lines: Sequence[tuple[Any, ...]],
    items: Sequence[ItemPaid],
    taxes: Sequence[TaxSum],
    taxed: Sequence[Collection[str]],
) -> list[list[TaxSum]]:
    """Return each tax of a sale parted among its items: a list of items for each tax.

    An exclusive tax has a line for each item, which says it; an inclusive one is spread by what
    was paid for the items ``taxed`` names it for, or for all where it names it for none.
    """
    parted = []
    for tax in taxes:
        on = [tax.name in names for names in taxed]
        weights = [
            max(item.paid_minor, 0) if held or not any(on) else 0
            for item, held in zip(items, on, strict=True)
        ]
        amounts = spread(tax.tax_minor, weights)
        if not tax.inclusive:
            amounts = _on_top(lines, len(items), tax.name)
            weights = [abs(amount) for amount in amounts]
        bases = spread(tax.base_minor, weights)
        parted.append(
            [
                tax._replace(base_minor=base, tax_minor=amount)
                for base, amount in zip(bases, amounts, strict=True)
            ]
        )
    return parted


def _on_top(lines: Sequence[tuple[Any, ...]], items: int, name: str) -> list[int]:
    amounts = [0] * items
    for kind, word, item, amount in lines:
        if kind == TAX and word == name and item:
            amounts[item - 1] += amount
    return amounts


def taxes_back(
    parted: Sequence[Sequence[TaxSum]],
    items: Sequence[ItemPaid],
    before: Mapping[int, Refunded],
    lines: Sequence[RefundLine],
) -> list[TaxSum]:
    """Return what of each tax comes back with these lines."""
    back = {number: held.quantity_milli for number, held in before.items()}
    sums = [[0, 0] for _ in parted]
    for line in lines:
        sold = items[line.item - 1].quantity_milli
        old = min(back.get(line.item, NOTHING_REFUNDED.quantity_milli), sold)
        new = min(old + line.quantity_milli, sold)
        back[line.item] = new
        for held, shares in zip(sums, parted, strict=True):
            share = shares[line.item - 1]
            held[0] += _between(share.base_minor, old, new, sold)
            held[1] += _between(share.tax_minor, old, new, sold)
    found = [
        shares[0]._replace(base_minor=base, tax_minor=tax)
        for shares, (base, tax) in zip(parted, sums, strict=True)
    ]
    return [tax for tax in found if tax.base_minor or tax.tax_minor]


def _between(amount: int, old: int, new: int, sold: int) -> int:
    if not sold:
        return amount
    return divide_rounded(amount * new, sold) - divide_rounded(amount * old, sold)


def tenders_back(
    tenders: Sequence[tuple[str, int]], before_minor: int, amount_minor: int, *, last: str
) -> list[Tender]:
    """Return how an amount goes back to the tenders a sale was paid with.

    In the order they were paid, the tender ``last`` after all others, each up to what it brought,
    change taken off; what came back before is taken to have gone the same way. What is beyond all
    of them goes out in ``last``.
    """
    if amount_minor <= 0:
        return [Tender(last, amount_minor)]
    brought: dict[str, int] = {}
    for kind, amount in tenders:
        if amount > 0:
            brought[kind] = brought.get(kind, 0) + amount
    change = -sum(amount for _, amount in tenders if amount < 0)
    brought[last] = max(brought.pop(last, 0) - change, 0)
    found, skip, left = list[Tender](), max(before_minor, 0), amount_minor
    for kind, amount in brought.items():
        part = min(max(amount - skip, 0), left)
        skip = max(skip - amount, 0)
        left -= part
        if part:
            found.append(Tender(kind, part))
    if left:
        found = [*(one for one in found if one.kind != last), Tender(last, left + _of(found, last))]
    return found


def _of(tenders: Sequence[Tender], kind: str) -> int:
    return sum(one.amount_minor for one in tenders if one.kind == kind)
