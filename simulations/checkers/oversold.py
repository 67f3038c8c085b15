"""Oversold: each breach is one review on every node, and names exactly what was sold beyond it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import msgpack

from core.shop.transfer import is_transit
from node.verbs import perform
from simulations.checkers.checker import Checker, Finding
from simulations.reading import Moved, moves_of
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

LOOKED_AT = 4
"""Breaches of a node whose reviews are opened, the first of them: each walks the log back."""

NAMED_MAX = 100
"""Most sales a review names."""

RESOLVED, NOTED = "review.resolved", "review.noted"
"""The kinds of what people decide about reviews."""

_KIND, _SUBJECT, _SEEN = 2, 3, 7
"""Where in the body of a resolution the review's kind and subject stand, and what was seen."""


class Breach(NamedTuple):
    """A product of which more went out of a branch than ever came in."""

    branch: str
    sku: str


class Oversold(Checker):
    """What the books have below nothing is one review, with one story and one state, everywhere.

    Where a till's disk was set back its events stand in histories of equal rank: there only
    the books are compared.
    """

    name = "oversold"
    invariants = ("I7", "I9")
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Work out the breaches and whom they name, and compare with every node's reviews."""
        books, forked = state.world.books, state.world.stage.forked
        breaches = {
            Breach(branch, sku): -milli
            for (branch, sku), milli in books.stock.items()
            if milli < 0 and (branch, sku) in books.stocked and not is_transit(branch)
        }
        for node in state.world.nodes:
            branches = state.world.branches_at(node.place)
            expected = {one: milli for one, milli in breaches.items() if one.branch in branches}
            listed = perform(node.till, "reviews", {"resolved": True})["reviews"]
            told = [line for line in listed if line["kind"] == self.name]
            yield from _compared(node, expected, told)
            if not forked:
                yield from _Story(state, node, list(expected)[:LOOKED_AT]).findings(told)
            yield from _decided(state, node)


def _compared(
    node: VirtualNode, expected: dict[Breach, int], told: list[dict[str, Any]]
) -> Iterator[Finding]:
    """Compare which reviews there are, and how bad each is said to be."""
    amounts: defaultdict[Breach, list[int]] = defaultdict(list)
    for line in told:
        amounts[Breach(*line["subject"])].append(line["amount"])
    for breach in sorted(expected.keys() | amounts.keys()):
        should = [expected[breach]] if breach in expected else []
        if amounts[breach] != should:
            said = f"reviews say {amounts[breach]} are missing, the books {should}"
            yield Finding("oversold.review", node.place.name, str(breach), said)


def _decided(state: RunState, node: VirtualNode) -> Iterator[Finding]:
    """Look for every decision that was acknowledged, once in each log."""
    held = [found.identifier for found in state.log_of(node) if found.kind in (RESOLVED, NOTED)]
    for decision in state.world.books.decisions:
        times = held.count(UUID(decision).bytes)
        if times != 1:
            said = f"{times} times in the log"
            yield Finding("oversold.decision", node.place.name, decision, said)


class _Story:
    """What one log says of some breaches: whom each names, and whether somebody has seen it."""

    def __init__(self, state: RunState, node: VirtualNode, breaches: list[Breach]) -> None:
        self._name, self._till = node.place.name, node.till
        self._moves: dict[Breach, list[Moved]] = {breach: [] for breach in breaches}
        self._seen: dict[Breach, dict[bytes, int]] = {}
        if not breaches:
            return
        for found in state.log_of(node):
            if found.kind == RESOLVED:
                body = msgpack.unpackb(found.body)
                if body[_KIND] == Oversold.name:
                    seen = self._seen.setdefault(Breach(*body[_SUBJECT]), {})
                    for stream, mark in body[_SEEN]:
                        seen[stream] = max(mark, seen.get(stream, 0))
                continue
            for location, sku, moved in moves_of(found):
                if (moves := self._moves.get(Breach(location, sku))) is not None:
                    moves.append(moved)

    def findings(self, told: list[dict[str, Any]]) -> Iterator[Finding]:
        """Compare with the reviews a node tells."""
        lines = {Breach(*line["subject"]): line for line in told}
        for breach in self._moves.keys() & lines.keys():
            line = lines[breach]
            shown = perform(self._till, "review-show", {"review": line["id"]})
            named = [(one["stream"], one["sequence"], one["amount"]) for one in shown["involved"]]
            should = self._named(breach, line["amount"])
            if (named, shown["left_out"]) != (should[:NAMED_MAX], len(should[NAMED_MAX:])):
                said = f"{len(named)} sales are named, {len(should)} took part, or others"
                yield Finding("oversold.named", self._name, str(breach), said)
            if line["state"] != (state := self._state(breach)):
                said = f"it is {line['state']}, and should be {state}"
                yield Finding("oversold.state", self._name, str(breach), said)

    def _named(self, breach: Breach, missing_milli: int) -> list[tuple[str, int, int]]:
        """Return what went out since there was enough, or goods came in that sufficed so far."""
        found: list[tuple[str, int, int]] = []
        left = 0
        for _, stream, sequence, milli in sorted(self._together(breach)):
            left += milli
            if left >= missing_milli or (left >= 0 and milli > 0):
                found.clear()
            elif milli < 0:
                found.append((str(stream), sequence, -milli))
        return found

    def _together(self, breach: Breach) -> list[Moved]:
        """Return the moves of a breach, those of one event added up."""
        sums: dict[Moved, int] = defaultdict(int)
        for moved in self._moves[breach]:
            sums[moved._replace(milli=0)] += moved.milli
        return [moved._replace(milli=milli) for moved, milli in sums.items()]

    def _state(self, breach: Breach) -> str:
        """Return open, resolved, or reopened when more went out than anybody saw."""
        seen = self._seen.get(breach)
        if seen is None:
            return "open"
        out: defaultdict[bytes, int] = defaultdict(int)
        for moved in self._moves[breach]:
            out[moved.stream.to_bytes()] -= min(0, moved.milli)
        covered = all(milli <= seen.get(stream, 0) for stream, milli in out.items())
        return "resolved" if covered else "reopened"
