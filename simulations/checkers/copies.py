"""Copies: every paper that was printed again is in the log, and says that it is one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import msgpack

from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState

REPRINTED = "receipt.reprinted"
_BRANCH, _TILL, _RECEIPT, _COPY = 2, 3, 4, 5
"""Where in its body the fields stand."""


class Copies(Checker):
    """Papers are recorded once each; no till gives two the same number."""

    name = "copies"
    invariants = ("I11",)
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Compare the papers with every log that should tell of them."""
        forked = state.world.stage.forked
        for node in state.world.nodes:
            branches = state.world.branches_at(node.place)
            logged: Counter[tuple[str, str, int]] = Counter()
            tills: Counter[tuple[str, str, int]] = Counter()
            for found in state.log_of(node):
                if found.kind == REPRINTED:
                    body = msgpack.unpackb(found.body)
                    sale = str(UUID(bytes=body[_RECEIPT]))
                    logged[body[_BRANCH], sale, body[_COPY]] += 1
                    if found.stream.author not in forked:
                        tills[body[_TILL], sale, body[_COPY]] += 1
            printed = {
                paper: count
                for paper, count in state.world.books.copies.items()
                if paper[0] in branches
            }
            for paper in sorted(logged.keys() | printed.keys()):
                if logged[paper] != printed.get(paper, 0):
                    said = f"{logged[paper]} in the log, {printed.get(paper, 0)} were printed"
                    where = f"copy {paper[2]} of {paper[1]}"
                    yield Finding("copies.count", node.place.name, where, said)
            for (till, sale, copy), count in tills.items():
                if count > 1:
                    said = f"{till} gave {count} papers this number"
                    yield Finding("copies.twice", node.place.name, f"copy {copy} of {sale}", said)
