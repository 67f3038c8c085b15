"""Escrow: no card is spent beyond what was on it, and nothing on it is lost."""

from __future__ import annotations

from collections.abc import Iterator

from core.shop.credit import GIFT_CARD
from core.views import credits
from core.views.credits import CREDITS
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode


class Escrow(Checker):
    """What is on each card is what the books say; no holder's rights are below nothing.

    Two halves of a till whose disk was set back may have spent one right each: then only the
    sums are held against the books.
    """

    name = "escrow"
    invariants = ("I12",)
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Look at every card on every node."""
        set_back = any(node.times_set_back for node in state.world.nodes)
        for node in state.world.nodes:
            for code, left in sorted(state.world.books.cards.items()):
                yield from _card(node, code, left, rights=not set_back)


def _card(node: VirtualNode, code: str, left: int, *, rights: bool) -> Iterator[Finding]:
    with node.log.read() as view:
        counter = credits.credit_of(view.table(CREDITS), GIFT_CARD, code).counter
    if counter.value != left:
        said = f"{counter.value} is left, the books say {left}"
        yield Finding("escrow.left", node.place.name, code, said)
    for origin, held in counter.holders().items() if rights else ():
        if held < 0:
            said = f"{origin.author.hex()[:8]} holds {held}"
            yield Finding("escrow.rights", node.place.name, code, said)
