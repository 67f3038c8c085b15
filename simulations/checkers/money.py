"""Money: every sale adds up, and so does every day."""

from __future__ import annotations

from collections.abc import Iterator

from core.views import takings
from replication.messages import EVERYTHING
from simulations.checkers.checker import Checker, Finding
from simulations.reading import SALE
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode
from simulations.workload.books import SUMS


class Money(Checker):
    """Tenders equal lines on every slip; takings and tenders are what the books say."""

    name = "money"
    invariants = ("I10",)
    needs_books = True

    def every_second(self, state: RunState) -> Iterator[Finding]:
        """Pass on what cashiers complained about: answers that cannot be true."""
        complaints, state.world.books.complaints = state.world.books.complaints, []
        for index, where, what in complaints:
            yield Finding("money.answer", state.world.nodes[index].place.name, where, what)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Add up every slip and compare every node's sums with the books."""
        yield from self.every_second(state)
        for node in state.world.nodes:
            yield from _slips(state, node)
            yield from _sums(state, node)
            if node.place.scopes == (EVERYTHING,):
                yield from _tenders(state, node)


def _slips(state: RunState, node: VirtualNode) -> Iterator[Finding]:
    for found in state.log_of(node):
        slip = found.slip
        if slip is not None and slip.lines_minor != slip.tenders_minor:
            what = "sale" if slip.kind == SALE else "refund"
            said = f"a {what} of {slip.lines_minor} with tenders of {slip.tenders_minor}"
            yield Finding("money.slip", node.place.name, slip.text, said)


def _sums(state: RunState, node: VirtualNode) -> Iterator[Finding]:
    with node.log.read() as view:
        groups = list(takings.groups(view.table("takings")))
    shown: dict[str, dict[str, int]] = {}
    for group, sums in groups:
        branch = shown.setdefault(group.location, dict.fromkeys(SUMS, 0))
        for word in SUMS:
            branch[word] += getattr(sums, word)
    nothing = dict.fromkeys(SUMS, 0)
    books = state.world.books.takings
    for branch_name in state.world.branches_at(node.place):
        should = books.get(branch_name, nothing)
        does = shown.pop(branch_name, nothing)
        for word in SUMS:
            if should[word] != does[word]:
                said = f"{does[word]} is shown, the books say {should[word]}"
                yield Finding("money.takings", node.place.name, f"{word} of {branch_name}", said)
    for branch_name in shown:
        said = "takings of a branch this node should not know"
        yield Finding("money.takings", node.place.name, branch_name, said)


def _tenders(state: RunState, node: VirtualNode) -> Iterator[Finding]:
    with node.log.read() as view:
        shown = takings.tenders(view.table("takings"))
    books = state.world.books.tenders
    for kind in sorted(shown.keys() | books.keys()):
        should = books.get(kind, 0)
        if shown.get(kind, 0) != should:
            said = f"{shown.get(kind, 0)} is shown, the books say {should}"
            yield Finding("money.tenders", node.place.name, kind, said)
