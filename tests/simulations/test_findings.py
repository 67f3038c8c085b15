"""Every kind of finding can be found: a world is broken on purpose in each way a checker knows.

A world lives once, whole and honest; then what it left behind (logs, books, tables, measures) is
changed for one checker at a time. What whole programs with mistakes are found as is shown in
``test_mutants.py`` and the tests it names.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from core.crdt.row_delta import RowDelta
from replication.messages import Rows, Want
from replication.wire import encode
from simulations.checkers import CHECKERS
from simulations.checkers.checker import Checker, Finding
from simulations.checkers.floods import ANSWERS_MAX
from simulations.checkers.redundancy import ASKED_MAX
from simulations.options import WorkOptions, WorldOptions
from simulations.run import Run
from simulations.run_state import RunState
from simulations.scenarios import SCENARIOS
from tests.simulations.broken_worlds import BROKEN, INVENTED, Break
from tests.simulations.test_mutants import MUTANTS

ACTS = ("sell", "refund-own", "shift", "count", "loyal", "gift-card", "customer", "reprint")
CHECKER_FILES = Path(__file__).resolve().parents[2] / "simulations" / "checkers"


@pytest.fixture(scope="module")
def whole() -> Run:
    """A world in which nothing went wrong."""
    work = WorkOptions(think_us=60_000, skus=4, weights=dict.fromkeys(ACTS, 10))
    run = Run.of(WorldOptions(3, seconds=8, branches=1, tills=2, work=work))
    run.go()
    assert run.report().findings == []
    return run


@pytest.fixture(scope="module")
def forked() -> Run:
    """A world with a till that sealed two histories."""
    run = Run.of(replace(SCENARIOS["two_faced_till"].draw(1), seconds=5))
    run.go()
    assert run.report().findings == []
    return run


HEARD = {"floods.answers", "redundancy.asked", "redundancy.rows"}
"""Kinds that are found of messages: see below."""

ELSEWHERE = {
    "copies.twice": "test_counter_acts.py",
    "escrow.rights": "test_escrow.py",
    "oversold.named": "test_oversold.py",
    "oversold.state": "test_oversold.py",
    "points.earned": "test_counter_acts.py",
    "points.left": "test_counter_acts.py",
    "promises.state": "test_counter_acts.py",
    "promotions.off": "test_counter_acts.py",
    "scarce.ridden": "test_scarce.py",
    "scarce.rights": "test_scarce.py",
    "tickets.vanished": "test_tickets.py",
}
"""Kinds that a changed method of an aggregate is found as, and the tests that plant it."""


def found(state: RunState, kind: str, broken: Break, patch: pytest.MonkeyPatch) -> set[str]:
    """Break what a world left behind and return what its checker finds."""
    (made,) = [one for one in CHECKERS if one.name == kind.partition(".")[0]]
    checker: Checker = made()
    assert list(checker.every_second(state)) == []
    broken(patch, state)
    for node in state.world.nodes:
        patch.setattr(node, "life", node.life + 1)  # so that it is looked at again
    said: list[Finding] = [*checker.every_second(state), *checker.at_end(state)]
    return {finding.kind for finding in said}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_broken_is_found_by_its_name(
    kind: str, whole: Run, forked: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = forked if kind.startswith("forks.") else whole
    state = RunState(run.world, agreed=True)
    assert kind in found(state, kind, BROKEN[kind], monkeypatch)


def heard(run: Run, name: str, messages: list[bytes]) -> set[str]:
    """Let a checker hear messages on a link, and return what it finds."""
    state = RunState(run.world, agreed=True)
    (checker,) = [one() for one in CHECKERS if one.name == name]
    end = run.world.nodes[0].end
    channel = next(iter(end.channels.values()))
    said = [one for data in messages for one in checker.heard(state, channel, data)]
    return {finding.kind for finding in [*said, *checker.at_end(state)]}


def test_a_node_that_answers_without_end_is_found(whole: Run) -> None:
    assert heard(whole, "floods", [b"hello"] * ANSWERS_MAX) == set()
    assert heard(whole, "floods", [b"hello"] * (ANSWERS_MAX + 1)) == {"floods.answers"}


def test_a_stream_that_nobody_wrote_is_not_asked_for_for_ever(whole: Run) -> None:
    want = encode(Want(((INVENTED, 0),), 0))
    assert heard(whole, "redundancy", [want] * ASKED_MAX) == set()
    assert heard(whole, "redundancy", [want] * (ASKED_MAX + 1)) == {"redundancy.asked"}


def test_rows_that_were_acknowledged_are_not_told_again(whole: Run) -> None:
    def told(round_number: int, after: int, upto: int) -> bytes:
        return encode(Rows(round_number, (RowDelta(INVENTED, after, upto, upto, 0, ()),)))

    assert heard(whole, "redundancy", [told(1, 0, 5), told(2, 5, 9)]) == set()
    assert heard(whole, "redundancy", [told(1, 0, 5), told(2, 3, 9)]) == {"redundancy.rows"}


def test_every_kind_of_finding_is_shown() -> None:
    text = "\n".join(path.read_text("utf-8") for path in sorted(CHECKER_FILES.glob("*.py")))
    names = "|".join(checker.name for checker in CHECKERS)
    kinds = set(re.findall(rf'"((?:{names})\.[a-z]+)"', text))
    alone = {mutant.found_as[0] for mutant in MUTANTS if len(mutant.found_as) == 1}
    assert kinds == {*BROKEN, *HEARD, *ELSEWHERE, *(alone & kinds)}
    root = Path(__file__).parent
    assert all(kind in (root / file).read_text("utf-8") for kind, file in ELSEWHERE.items())
