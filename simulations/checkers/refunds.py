"""Refunds: no till takes back more of a line than was sold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgpack

from simulations.checkers.checker import Checker, Finding
from simulations.reading import REFUND, SALE
from simulations.run_state import RunState

_SALE_ID, _LINES, _ITEM = 6, 7, 0
"""Where in a refund's body its sale stands, in both bodies the lines, and the kind of goods."""


class Refunds(Checker):
    """Of each line of a sale, what one till took back is at most what went out.

    Tills that cannot hear one another may each take it all back; that becomes a review.
    """

    name = "refunds"
    invariants = ("I9", "I10")

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Add up each till's refunds, in every log."""
        forked = {node.log.author for node in state.world.nodes if node.times_set_back}
        for node in state.world.nodes:
            sold: dict[tuple[bytes, int], int] = {}
            back: Counter[tuple[bytes, bytes, int]] = Counter()
            for found in state.log_of(node):
                if found.kind == SALE:
                    lines = msgpack.unpackb(found.body)[_LINES]
                    goods = [line for line in lines if line[0] == _ITEM]
                    for item, line in enumerate(goods, 1):
                        sold[found.identifier, item] = line[2]
                elif found.kind == REFUND and found.stream.author not in forked:
                    body = msgpack.unpackb(found.body)
                    for item, _, quantity, _ in body[_LINES]:
                        back[found.stream.author, body[_SALE_ID], item] += quantity
            for (author, sale, item), quantity in back.items():
                most = sold.get((sale, item), quantity)
                if quantity > most:
                    where = f"line {item} of {sale.hex()}"
                    said = f"{author.hex()[:8]} took back {quantity} of {most} thousandths"
                    yield Finding("refunds.over", node.place.name, where, said)
