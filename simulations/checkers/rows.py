"""Rows: whoever does not hold a branch's sales shows its stock all the same, and how old it is."""

from __future__ import annotations

from collections.abc import Iterator

from core.hlc import milliseconds_of
from core.identity import branch_scope
from core.shop.transfer import is_transit
from node.verbs import perform
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Rows(Checker):
    """The stock each node was told of branches it does not hold is what the books say."""

    name = "rows"
    invariants = ("I5", "I6", "I9")
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Ask every node for the stock of all branches but those it holds, and compare."""
        if not state.world.options.rows:
            return
        latest = _latest_ms(state)
        for node in state.world.nodes:
            name = node.place.name
            held = frozenset(state.world.branches_at(node.place))
            expected = {
                (branch, sku): quantity
                for (branch, sku), quantity in state.world.books.stock.items()
                if branch not in held and not is_transit(branch)
            }
            lines = perform(node.till, "stock", {})["lines"]
            told = {
                (line["location"], line["sku"]): line
                for line in lines
                if line["location"] not in held and not is_transit(line["location"])
            }
            for branch, sku in sorted(expected.keys() | told.keys()):
                where = f"{sku} at {branch}"
                line = told.get((branch, sku))
                should = expected.get((branch, sku), 0)
                does = 0 if line is None else line["quantity_milli"]
                if should != does:
                    said = f"{does} thousandths were told, the books say {should}"
                    yield Finding("rows.stock", name, where, said)
                as_of_ms = latest.get(branch_scope(branch), 0)
                if line is not None and line["as_of_ms"] != as_of_ms:
                    said = f"as of {line['as_of_ms']}, the branch's last event is of {as_of_ms}"
                    yield Finding("rows.age", name, where, said)


def _latest_ms(state: RunState) -> dict[str, int]:
    """Return of each scope the time of its last event in any log."""
    latest: dict[str, int] = {}
    for node in state.world.nodes:
        for found in state.log_of(node):
            scope = found.stream.scope
            latest[scope] = max(latest.get(scope, 0), milliseconds_of(found.hlc))
    return latest
