"""Promises: a tender whose money comes later is what was last heard of it, on every node."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from core.views import tender_states
from core.views.tender_states import CONFIRMED, FAILED, PENDING, TENDER_STATES
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Promises(Checker):
    """Pending until somebody says what became of it; failed as soon as anybody says so.

    That its money is counted once, whatever is said of it, the checker of money sees: a
    settlement brings none.
    """

    name = "promises"
    invariants = ("I10",)
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Compare the state of each promise on every node that holds its branch."""
        for node in state.world.nodes:
            branches = state.world.branches_at(node.place)
            with node.log.read() as view:
                table = view.table(TENDER_STATES)
                for sale, promise in state.world.books.promises.items():
                    if promise.branch not in branches:
                        continue
                    should = [FAILED if False in promise.settled else CONFIRMED]
                    should = should if promise.settled else [PENDING]
                    does = [one.state for one in tender_states.noted(table, UUID(sale))]
                    if does != should:
                        said = f"it is {does}, and was settled {promise.settled}"
                        yield Finding("promises.state", node.place.name, promise.receipt, said)
