"""Refunds: no till takes back more of a sale than was sold, nor pays more than was paid for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import msgpack

from simulations.checkers.checker import Checker, Finding
from simulations.reading import REFUND, SALE
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

_SALE_ID, _LINES, _ITEM = 6, 7, 0
"""Where in a refund's body its sale stands, in both bodies the lines, and the kind of goods."""

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
        self.back: dict[bytes, Counter[_Place]] = defaultdict(Counter)
        """Thousandths by author."""
        self.repaid: dict[bytes, Counter[bytes]] = defaultdict(Counter)
        """Minor units by sale, and by author."""
        for found in state.log_of(node):
            if found.kind == SALE and found.slip is not None:
                goods = [line for line in msgpack.unpackb(found.body)[_LINES] if line[0] == _ITEM]
                self.sold[found.identifier] = {item: line[2] for item, line in enumerate(goods, 1)}
                self.paid[found.identifier] = found.slip.lines_minor
            elif found.kind == REFUND and found.stream.author not in forked:
                body = msgpack.unpackb(found.body)
                author, sale = found.stream.author, body[_SALE_ID]
                for item, _, quantity, amount in body[_LINES]:
                    self.back[author][sale, item] += quantity
                    self.repaid[sale][author] += amount

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

    def _has_all(self, author: bytes, sale: bytes) -> bool:
        """Return whether one till has every piece of a sale back."""
        back = self.back[author]
        return all(back[sale, item] == quantity > 0 for item, quantity in self.sold[sale].items())
