"""Receipts: what was printed is in the logs, once, under numbers without holes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from core.views.receipts import all_receipts
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode
from simulations.workload.books import Printed


class Receipts(Checker):
    """Every printed receipt is in every log that should hold it, exactly once, and no other."""

    name = "receipts"
    invariants = ("I3", "I11")
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Compare the paper with every log and every receipt book."""
        papers: dict[str, dict[str, list[Printed]]] = defaultdict(dict)
        for text, slips in state.world.books.printed.items():
            papers[slips[0].branch][text] = slips
        for node in state.world.nodes:
            printed = {
                text: slips
                for branch in state.world.branches_at(node.place)
                for text, slips in papers[branch].items()
            }
            yield from self._log(state, node, printed)
            yield from self._book(node, printed)

    def _log(
        self, state: RunState, node: VirtualNode, printed: dict[str, list[Printed]]
    ) -> Iterator[Finding]:
        name = node.place.name
        counts: Counter[str] = Counter()
        numbers: defaultdict[str, set[int]] = defaultdict(set)
        for found in state.log_of(node):
            slip = found.slip
            if slip is not None:
                counts[slip.text] += 1
                numbers[slip.series].add(slip.number)
        for text, slips in printed.items():
            if counts[text] < len(slips):
                yield Finding("receipts.lost", name, text, "printed, and not in the log")
        for text, count in counts.items():
            if count > max(1, len(printed.get(text, ()))):
                yield Finding("receipts.twice", name, text, f"in the log {count} times")
            if text not in printed:
                yield Finding("receipts.unprinted", name, text, "in the log, and never printed")
        for series, held in numbers.items():
            holes = sorted(set(range(1, max(held) + 1)) - held)
            if holes:
                yield Finding("receipts.hole", name, series, f"no number {holes[0]}")

    def _book(self, node: VirtualNode, printed: dict[str, list[Printed]]) -> Iterator[Finding]:
        name = node.place.name
        with node.log.read() as view:
            lines = [(line.text, line.total_minor) for line in all_receipts(view.table("receipts"))]
        book: defaultdict[str, list[int]] = defaultdict(list)
        for text, total_minor in lines:
            book[text].append(total_minor)
        for text in sorted(book.keys() ^ printed.keys()):
            said = "in the book, never printed" if text in book else "printed, not in the book"
            yield Finding("receipts.book", name, text, said)
        for text in sorted(book.keys() & printed.keys()):
            paper = sorted(slip.total_minor for slip in printed[text])
            if sorted(book[text]) != paper:
                said = f"the book says {sorted(book[text])}, the paper {paper}"
                yield Finding("receipts.book", name, text, said)
