"""The simulator is alive: every broken part is found within a few seeds, and by its name."""

from __future__ import annotations

import pytest

from simulations.checkers import CHECKERS
from simulations.run import run
from tests.simulations.fault_mutants import FAULT_MUTANTS
from tests.simulations.liar_mutants import LIAR_MUTANTS
from tests.simulations.member_mutants import MEMBER_MUTANTS
from tests.simulations.mutants import MUTANTS as OTHER_MUTANTS
from tests.simulations.mutants import Mutant
from tests.simulations.review_mutants import REVIEW_MUTANTS
from tests.simulations.row_mutants import ROW_MUTANTS
from tests.simulations.shift_mutants import SHIFT_MUTANTS

MUTANTS = (
    *OTHER_MUTANTS,
    *ROW_MUTANTS,
    *SHIFT_MUTANTS,
    *REVIEW_MUTANTS,
    *FAULT_MUTANTS,
    *MEMBER_MUTANTS,
    *LIAR_MUTANTS,
)

SHOWING = (2, 3, 20, 18, 5, 15)
"""Worlds that have shown most of what is broken."""

SEEDS = (*SHOWING, *(seed for seed in range(2, 32) if seed not in SHOWING))
"""Worlds within one of which a broken part must be found."""

FOUND_ELSEWHERE = {
    "escrow": "test_escrow.py",
    "oversold": "test_oversold.py",
    "scarce": "test_scarce.py",
    "tickets": "test_tickets.py",
    "points": "test_counter_acts.py",
    "promotions": "test_counter_acts.py",
    "prices": "test_findings.py",
    "promises": "test_counter_acts.py",
    "copies": "test_counter_acts.py",
}
"""Checkers that are shown by something else that is broken, and the tests that plant it."""


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_broken_part_is_found_within_a_few_seeds(mutant: Mutant) -> None:
    seen: set[str] = set()
    for seed in SEEDS:
        seen |= {finding.kind for finding in run(mutant.options(seed), mutant.parts).findings}
        if seen & set(mutant.found_as):
            return
    pytest.fail(f"{mutant.name} was found as {sorted(seen)}, never as {mutant.found_as}")


def test_every_checker_finds_some_mutant() -> None:
    found = {kind.partition(".")[0] for mutant in MUTANTS for kind in mutant.found_as}
    assert found | FOUND_ELSEWHERE.keys() == {checker.name for checker in CHECKERS}
