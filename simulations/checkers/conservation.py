"""Conservation: goods come from somewhere and go somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from core.shop.transfer import is_transit
from node.verbs import perform
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Conservation(Checker):
    """The stock each node shows is what the books say, for every product and branch it holds."""

    name = "conservation"
    invariants = ("I6", "I9")
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Ask every node for its stock, as a clerk would, and compare."""
        books = state.world.books.stock_by_branch()
        transit = {branch for branch in books if is_transit(branch)}
        for node in state.world.nodes:
            places = transit.union(state.world.branches_at(node.place))
            expected = {
                (branch, sku): quantity
                for branch in places & books.keys()
                for sku, quantity in books[branch].items()
            }
            lines = perform(node.till, "stock", {})["lines"]
            shown = {
                (line["location"], line["sku"]): line["quantity_milli"]
                for line in lines
                if line["location"] in places or is_transit(line["location"])
            }
            for branch, sku in sorted(expected.keys() | shown.keys()):
                should = expected.get((branch, sku), 0)
                does = shown.get((branch, sku), 0)
                if should != does:
                    where = f"{sku} at {branch}"
                    said = f"{does} thousandths are shown, the books say {should}"
                    yield Finding("conservation.stock", node.place.name, where, said)
