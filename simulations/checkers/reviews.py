"""Reviews: whoever holds the same events names the same problems, and who took part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from node.verbs import perform
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

SHOWN_MAX = 3
"""Reviews of a node that are looked at whole, the first of them: each walks the log back."""


class Reviews(Checker):
    """Nodes of one subscription and branch show one list of reviews, each with one story."""

    name = "reviews"
    invariants = ("I7",)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Ask every node for its reviews, and compare with the first that holds the same."""
        first: dict[Any, tuple[str, Any]] = {}
        for node in state.world.nodes:
            if node.revoked:
                continue  # it hears no more
            told = _told(node)
            held = tuple(sorted(state.world.branches_at(node.place)))
            name, expected = first.setdefault(held, (node.place.name, told))
            if told != expected:
                said = f"its reviews are not those of {name}, which holds the same events"
                yield Finding("reviews.differ", node.place.name, str(held), said)


def _told(node: VirtualNode) -> Any:
    listed = perform(node.till, "reviews", {"resolved": True})["reviews"]
    shown = [
        perform(node.till, "review-show", {"review": each["id"]}) for each in listed[:SHOWN_MAX]
    ]
    return listed, shown
