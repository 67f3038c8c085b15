"""Shrinking: from a world that fails to the smallest one that fails in the same way.

Greedy, as in delta debugging (Zeller and Hildebrandt, 2002): try to leave something out, keep
what still fails, begin again until nothing more can go. Same seed throughout, so that what
stays behaves as it did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from simulations.options import WorldOptions
from simulations.report import Report
from simulations.topology import check_topology

Run = Callable[[WorldOptions], Report]


class Shrunk(NamedTuple):
    """The smallest world that was found."""

    options: WorldOptions
    kinds: tuple[str, ...]
    """What its checkers find."""
    runs: int
    """How many worlds were tried."""

    @property
    def said(self) -> str:
        """What is left of it, in one sentence."""
        options = self.options
        faults = ", ".join(fault.name for fault in options.faults) or "no fault"
        return (
            f"After {self.runs} runs: {options.branches} branches of {options.tills} tills, "
            f"{options.seconds} s, {faults}."
        )


class _Search:
    """Runs worlds until the budget is spent."""

    def __init__(self, run: Run, runs_max: int) -> None:
        self._run = run
        self._left = runs_max
        self.runs = 0
        self.kinds: tuple[str, ...] = ()

    def fails(self, options: WorldOptions) -> bool:
        """Return whether a world fails, in one of the ways the first one did."""
        if self._left == 0:
            return False
        self._left -= 1
        self.runs += 1
        found = tuple(sorted({finding.kind for finding in self._run(options).findings}))
        if not self.kinds:
            self.kinds = found
            return bool(found)
        if not set(found) & set(self.kinds):
            return False
        self.kinds = tuple(kind for kind in self.kinds if kind in found)
        return True


def shrink(
    options: WorldOptions,
    run: Run,
    *,
    runs_max: int,
    told: Callable[[str], None] = lambda said: None,
) -> Shrunk | None:
    """Return the smallest world found that still fails; None when it does not fail at all."""
    search = _Search(run, runs_max)
    if not search.fails(options):
        return None
    smaller = True
    while smaller:
        smaller = False
        for candidate, said in _candidates(options):
            if _possible(candidate) and search.fails(candidate):
                options, smaller = candidate, True
                told(f"{said}: still fails")
                break
    return Shrunk(options, search.kinds, search.runs)


def _possible(options: WorldOptions) -> bool:
    try:
        check_topology(options)
    except ValueError:
        return False
    return True


def _candidates(options: WorldOptions) -> Iterator[tuple[WorldOptions, str]]:
    """Yield worlds with a little less in them, what saves most first."""
    for fault in options.faults:
        rest = tuple(other for other in options.faults if other is not fault)
        yield replace(options, faults=rest), f"without {fault.name}"
    for seconds in _less(options.seconds):
        yield replace(options, seconds=seconds), f"{seconds} s"
    for branches in _less(options.branches):
        yield replace(options, branches=branches), f"{branches} branches"
    for tills in _less(options.tills):
        yield replace(options, tills=tills), f"{tills} tills"
    for name in ("hub", "both_dial"):
        if getattr(options, name):
            yield replace(options, **{name: False}), f"without {name}"  # type: ignore[arg-type]
    work = options.work
    for act in work.weights:
        if len(work.weights) > 1:
            rest_acts = {name: weight for name, weight in work.weights.items() if name != act}
            yield replace(options, work=replace(work, weights=rest_acts)), f"nobody does {act}"
    for acts in _less(options.acts_most or _ACTS_FIRST):
        yield replace(options, acts_most=acts), f"{acts} acts"
    if options.faults:
        for strikes in _less(options.strikes_most or _STRIKES_FIRST):
            yield replace(options, strikes_most=strikes), f"{strikes} strikes"
    for skus in _less(work.skus):
        yield replace(options, work=replace(work, skus=skus)), f"{skus} products"


_ACTS_FIRST, _STRIKES_FIRST = 1 << 12, 1 << 10
"""Where cutting begins when nothing limits acts and strikes yet."""


def _less(number: int) -> Iterator[int]:
    """Yield smaller numbers of at least 1: half of it, three quarters, one less."""
    seen = set()
    for smaller in (number // 2, number * 3 // 4, number - 1):
        if 0 < smaller < number and smaller not in seen:
            seen.add(smaller)
            yield smaller
