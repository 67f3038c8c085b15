"""Shrinking: what fails gets small, keeps failing in the same way, and no other way is."""

from __future__ import annotations

from dataclasses import replace

from simulations.checkers import Finding
from simulations.faults.crash import Crash
from simulations.faults.loss import Loss
from simulations.options import WorkOptions, WorldOptions
from simulations.parts import Parts
from simulations.report import Report
from simulations.run import run
from simulations.run_state import NO_TRAFFIC
from simulations.shrink import shrink
from tests.simulations.mutants import MUTANTS

OPTIONS = WorldOptions(
    seed=1,
    seconds=20,
    branches=3,
    tills=3,
    hub=True,
    faults=(Loss(permille=100), Crash(between_us=10, lasts_us=10)),
)


def said(options: WorldOptions, *kinds: str) -> Report:
    findings = [Finding(kind, "", "", "") for kind in kinds]
    nothing: dict[str, int] = {}
    nobody: list[str] = []
    return Report(
        options.seed, {}, "", findings, 0, 0, 0, 0, 0, 0, 0, nobody, NO_TRAFFIC, NO_TRAFFIC,
        NO_TRAFFIC, 0, nothing, nothing, 0, nothing, nothing,
    )  # fmt: skip


def test_a_world_that_does_not_fail_is_not_shrunk() -> None:
    assert shrink(OPTIONS, lambda options: said(options), runs_max=100) is None


def test_only_what_the_failure_needs_is_left() -> None:
    def fails_with_loss_and_two_tills(options: WorldOptions) -> Report:
        lossy = any(isinstance(fault, Loss) for fault in options.faults)
        return said(options, *(["stock.lost"] if lossy and options.tills >= 2 else []))

    found = shrink(OPTIONS, fails_with_loss_and_two_tills, runs_max=1_000)
    assert found is not None
    left = found.options
    assert [fault.name for fault in left.faults] == ["loss"]
    assert (left.branches, left.tills, left.hub, left.seconds) == (1, 2, False, 1)
    assert found.kinds == ("stock.lost",)


def test_another_failure_is_not_taken_for_the_same_one() -> None:
    def fails_otherwise_when_short(options: WorldOptions) -> Report:
        return said(options, "stock.lost" if options.seconds >= 10 else "world.broke")

    found = shrink(OPTIONS, fails_otherwise_when_short, runs_max=1_000)
    assert found is not None
    assert (found.options.seconds, found.kinds) == (10, ("stock.lost",))


def test_the_budget_is_kept() -> None:
    ran: list[WorldOptions] = []

    def run_one(options: WorldOptions) -> Report:
        ran.append(options)
        return said(options, "stock.lost")

    found = shrink(OPTIONS, run_one, runs_max=7)
    assert found is not None
    assert len(ran) == found.runs == 7


def test_a_planted_bug_is_shrunk_to_a_small_world_that_still_shows_it() -> None:
    mutant = MUTANTS[0]
    parts: Parts = mutant.parts

    def run_broken(options: WorldOptions) -> Report:
        return run(options, parts)

    work = WorkOptions(think_us=100_000, weights={"sell": 1})
    options = replace(OPTIONS, seconds=4, tills=1, faults=OPTIONS.faults[:1], work=work)
    found = shrink(options, run_broken, runs_max=25)
    assert found is not None, "the mutant is found in this world"
    assert run_broken(found.options).findings
    assert found.options.faults == ()
    assert found.options.seconds < options.seconds
    assert not run(found.options).findings, "the same world passes with sound parts"
