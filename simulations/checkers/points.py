"""Points: a sale earns them once, whoever heard of it how often, and none are spent twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

import msgpack

from core.views import credits
from core.views.credits import CREDITS
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

POINTS = "points"
CREATED, SPENT = "credit.created", "credit.spent"
_LEDGER, _AMOUNT, _CAUSE = 2, 4, 5
"""Where in the bodies of credit that was created, or spent, the ledger and the amount stand; and
in the former the sale."""


class Points(Checker):
    """Each sale has earned what the books say, once; what is left is what nobody spent."""

    name = "points"
    invariants = ("I10", "I12")
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Look at every node: all of them hold the company's streams."""
        set_back = any(node.times_set_back for node in state.world.nodes)
        for node in state.world.nodes:
            earned: defaultdict[str, list[int]] = defaultdict(list)
            left = 0
            for found in state.log_of(node):
                if found.kind not in (CREATED, SPENT):
                    continue
                body = msgpack.unpackb(found.body)
                if body[_LEDGER] != POINTS:
                    continue
                if found.kind == CREATED:
                    earned[str(UUID(bytes=body[_CAUSE]))].append(body[_AMOUNT])
                    left += body[_AMOUNT]
                else:
                    left -= body[_AMOUNT]
            yield from _earned(node, earned, state.world.books.points)
            yield from _left(node, left, rights=not set_back)


def _earned(
    node: VirtualNode, earned: dict[str, list[int]], books: dict[str, int]
) -> Iterator[Finding]:
    for sale in sorted(earned.keys() | books.keys()):
        should = [books[sale]] if books.get(sale) else []
        if earned.get(sale, []) != should:
            said = f"{earned.get(sale, [])} was earned, the books say {should}"
            yield Finding("points.earned", node.place.name, sale, said)


def _left(node: VirtualNode, left: int, *, rights: bool) -> Iterator[Finding]:
    with node.log.read() as view:
        table = view.table(CREDITS)
        counters = {
            account: credits.credit_of(table, ledger, account).counter
            for ledger, account in credits.accounts(table)
            if ledger == POINTS
        }
    shown = sum(counter.value for counter in counters.values())
    if shown != left:
        said = f"{shown} are left, the log says {left}"
        yield Finding("points.left", node.place.name, "all accounts", said)
    for account, counter in counters.items() if rights else ():
        for origin, held in counter.holders().items():
            if held < 0:
                said = f"{origin.author.hex()[:8]} holds {held}"
                yield Finding("points.rights", node.place.name, account, said)
