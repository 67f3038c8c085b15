"""Whole runs: the same by the same seed, honest ones never accused, broken ones told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from replication.replica import Replica
from simulations.checkers import CHECKERS
from simulations.faults import FAULTS
from simulations.options import BASKETS, WorkOptions, WorldOptions
from simulations.parts import Parts
from simulations.run import run
from simulations.scenarios import SCENARIOS
from simulations.topology import places
from simulations.workload.acts import ACTS
from simulations.workload.rule_acts import RULE_ACTS

ROOT = Path(__file__).resolve().parents[2]
SWARM = SCENARIOS["swarm"]
SEEDS = 16
"""Worlds of the swarm; every fault is among the first eleven. Others are new with each commit
(test_fresh_seeds.py)."""

TAKES_BACK = 31
"""The seed of a world in which a branch takes back what it sent: few do in so short a time."""


def set_back_with_cards() -> WorldOptions:
    """A world in which a till may claim what it left: one set back while it had gift cards."""
    weights = {"sell": 5, "gift-card": 5, "customer": 5, "reclaim": 4}
    return replace(
        SCENARIOS["set_back_in_a_shift"].draw(3), seconds=8, work=WorkOptions(weights=weights)
    )


@pytest.fixture(scope="module")
def sweep() -> list[tuple[WorldOptions, dict[str, Any]]]:
    """Short worlds, and what came of them."""
    worlds = [replace(SWARM.draw(seed), seconds=6) for seed in (*range(SEEDS), TAKES_BACK)]
    return [(options, run(options).to_plain()) for options in (*worlds, set_back_with_cards())]


def test_no_honest_world_is_accused(sweep: list[tuple[WorldOptions, dict[str, Any]]]) -> None:
    accused = {o.seed: told["findings"] for o, told in sweep if told["verdict"] != "pass"}
    assert accused == {}


def test_a_sweep_meets_every_fault_and_every_act_done_and_refused(
    sweep: list[tuple[WorldOptions, dict[str, Any]]],
) -> None:
    met = {fault.name for options, _ in sweep for fault in options.faults}
    done: set[str] = set()
    refused: set[str] = set()
    for _, told in sweep:
        done |= told["acts"].keys()
        refused |= told["refused"].keys()
    assert met == {fault.name for fault in FAULTS}
    # The office has scenarios of its own (simulations.scenarios.swarm), and only a till that was
    # set back or copied has rights to take over (test_scenarios.py).
    assert done >= ACTS.keys() - RULE_ACTS.keys() - {"reclaim"}
    assert refused >= {"refund-own", "refund-foreign", "sell"}
    assert any(told["lacked_events"] for _, told in sweep)
    assert any(told["lost"] for _, told in sweep)
    assert any(told["lives"] > len(places(options)) for options, told in sweep)


def test_one_seed_makes_one_history_in_any_process_under_any_hash_seed() -> None:
    # This process draws its own, unless it was given one.
    other = "1" if os.environ.get("PYTHONHASHSEED") == "0" else "0"
    code = (
        "import json; from simulations.run import run;"
        "from simulations.scenarios import SCENARIOS;"
        "print(json.dumps([run(SCENARIOS[name].draw(9)).to_plain()"
        " for name in ('swarm', 'week')]))"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": other},
        capture_output=True,
        text=True,
        check=True,
    )
    here = [run(SCENARIOS[name].draw(9)).to_plain() for name in ("swarm", "week")]
    assert json.loads(ran.stdout) == json.loads(json.dumps(here))


def test_another_seed_and_any_changed_option_make_another_history() -> None:
    options = replace(SWARM.draw(4), seconds=3)
    changed = (
        replace(options, seed=5),
        replace(options, seconds=4),
        replace(options, delay_mean_us=options.delay_mean_us + 1_000),
        replace(options, work=replace(options.work, think_us=options.work.think_us // 2)),
    )
    hashes = {run(each).trace_hash for each in (options, *changed)}
    assert len(hashes) == 1 + len(changed)


def test_checkers_change_nothing() -> None:
    options = replace(SWARM.draw(3), seconds=4)
    several = ((), CHECKERS, CHECKERS[::2], CHECKERS[1::2])
    assert len({run(options, checkers=some).trace_hash for some in several}) == 1


def test_real_signatures_are_as_good_as_cheap_ones() -> None:
    options = replace(SWARM.draw(7), seconds=4, real_signatures=True)
    assert run(options).findings == []


def test_real_baskets_are_sold_and_add_up() -> None:
    work = WorkOptions(source=BASKETS, think_us=200_000, weights={"sell": 9, "refund-foreign": 1})
    report = run(WorldOptions(3, seconds=6, branches=2, tills=2, work=work))
    assert report.findings == []
    assert report.acts["sell"] > 50


def test_what_breaks_inside_the_world_is_a_finding_and_not_the_end_of_the_sweep() -> None:
    class Falls(Replica):
        def handle_timer(self, now: float) -> None:
            raise ZeroDivisionError("a bug")

    report = run(replace(SWARM.draw(3), branches=2), Parts(replica=Falls))
    assert [finding.kind for finding in report.findings] == ["world.broke"]
    assert "a bug" in report.findings[0].message
    assert report.verdict == "fail"


def test_a_world_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="branch"):
        run(WorldOptions(0, branches=0))
