"""Refunds: no till takes back more of a sale than was sold, nor pays more than was paid for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgpack

from simulations.checkers.checker import Checker, Finding
from simulations.reading import REFUND, SALE
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

_SALE_ID, _LINES, _ITEM = 6, 7, 0
"""Where in a refund's body its sale stands, in both bodies the lines, and the kind of goods."""

_Line = list[Any]
"""A line of a sale: its kind, what it is, a quantity or the item it is about, and an amount."""

_Place = tuple[bytes, int]
"""A sale and the number of one of its items."""


class Refunds(Checker):
    """What one till took back of a sale is at most what went out, and worth what was paid.

    Tills that cannot hear one another may each take it all back; that becomes a review.
    """

    name = "refunds"
    invariants = ("I9", "I10")

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Add up each till's refunds, in every log."""
        forked = state.world.stage.forked
        for node in state.world.nodes:
            yield from _Added(state, node, forked).findings(node.place.name)


class _Added:
    """What one log says was sold, and what came back to whom."""

    def __init__(self, state: RunState, node: VirtualNode, forked: set[bytes]) -> None:
        """Add up; who is ``forked`` may have done one thing twice."""
        self.sold: dict[bytes, dict[int, int]] = {}
        """Thousandths by sale, and by the number of its item."""
        self.paid: dict[bytes, int] = {}
        """Minor units by sale: what may come back of it, in all or in parts."""
        self.worth: dict[bytes, dict[int, int]] = {}
        """Minor units by sale and item: what it cost before anything was taken off."""
        self.back: dict[bytes, Counter[_Place]] = defaultdict(Counter)
        """Thousandths by author."""
        self.repaid: dict[bytes, Counter[bytes]] = defaultdict(Counter)
        """Minor units by sale, and by author."""
        self.repaid_for: Counter[_Place] = Counter()
        """Minor units, by whomever."""
        for found in state.log_of(node):
            if found.kind == SALE and found.slip is not None:
                lines = msgpack.unpackb(found.body)[_LINES]
                goods = [line for line in lines if line[0] == _ITEM]
                self.worth[found.identifier] = _worths(lines)
                self.sold[found.identifier] = {item: line[2] for item, line in enumerate(goods, 1)}
                self.paid[found.identifier] = found.slip.lines_minor
            elif found.kind == REFUND and found.stream.author not in forked:
                body = msgpack.unpackb(found.body)
                author, sale = found.stream.author, body[_SALE_ID]
                for item, _, quantity, amount in body[_LINES]:
                    self.back[author][sale, item] += quantity
                    self.repaid[sale][author] += amount
                    self.repaid_for[sale, item] += amount

    def findings(self, name: str) -> Iterator[Finding]:
        """Yield where a till gave more than it may."""
        for author, items in self.back.items():
            for (sale, item), quantity in items.items():
                most = self.sold.get(sale, {}).get(item, quantity)
                if quantity > most:
                    where = f"line {item} of {sale.hex()}"
                    said = f"{author.hex()[:8]} took back {quantity} of {most} thousandths"
                    yield Finding("refunds.over", name, where, said)
        for sale, repaid in self.repaid.items():
            paid = self.paid.get(sale)
            if paid is None:
                continue
            for author, amount in repaid.items():
                alone = len(repaid) == 1 and self._has_all(author, sale)
                if amount > max(paid, 0) or (alone and amount != paid):
                    said = f"{author.hex()[:8]} paid back {amount} of {paid}"
                    yield Finding("refunds.money", name, sale.hex(), said)
            if len(repaid) == 1:
                yield from self._of_items(name, sale, *repaid)

    def _of_items(self, name: str, sale: bytes, author: bytes) -> Iterator[Finding]:
        """Yield the items of a sale of which the parts that came back were worth more than they."""
        for item, sold in self.sold[sale].items():
            back, repaid = self.back[author][sale, item], self.repaid_for[sale, item]
            if back and repaid * sold > self.worth[sale][item] * back + sold:
                said = f"{author.hex()[:8]} paid back {repaid} for {back} of {sold} thousandths"
                yield Finding("refunds.money", name, f"line {item} of {sale.hex()}", said)

    def _has_all(self, author: bytes, sale: bytes) -> bool:
        """Return whether one till has every piece of a sale back."""
        back = self.back[author]
        return all(back[sale, item] == quantity > 0 for item, quantity in self.sold[sale].items())


def _worths(lines: Sequence[_Line]) -> dict[int, int]:
    """Return of each item what it and what was added to it cost, discounts and coupons left out.

    What was added to the whole basket may be any item's.
    """
    goods = [amount for kind, _, _, amount in lines if kind == _ITEM]
    added: Counter[int] = Counter()
    for kind, _, item, amount in lines:
        if kind != _ITEM:
            added[item] += max(amount, 0)
    return {item: amount + added[item] + added[0] for item, amount in enumerate(goods, 1)}
