"""The simulator: how fast virtual worlds go by, for each second that a core works."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from simulations.bench.bulk import measure_bulk
from simulations.bench.figures import Figure
from simulations.checkers import CHEAP, CHECKERS
from simulations.kernel import US_PER_S
from simulations.options import COUNTRY, OWN_BRANCH, WorkOptions, WorldOptions
from simulations.report import PASS, Report
from simulations.run import run
from simulations.scenarios import SCENARIOS

SEED = 7
"""The worlds that are measured; ``tillmesh sim run --seed 7`` prints the options of the first."""

SECONDS = 60
"""Virtual seconds of a swarm's world."""

CHAIN_BRANCHES, CHAIN_TILLS = 10, 5
"""The chain: fifty tills and a hub, each till linked with its branch and with the hub."""

CHAIN_SECONDS = 600
"""Virtual seconds of the chain."""

DAY_BASKETS_PER_MIN = 20
"""Baskets a minute in the whole chain on an ordinary day."""

RUSH_BASKETS_PER_MIN = 1_500
"""Two seconds a basket at every till: as fast as hands can scan."""

SLOW_TICK_S = 10
"""How often a replica looks after a link where nobody minds waiting ten seconds for what was
lost; what is new is pushed at once all the same."""

EVENTS_GOAL, TIME_GOAL = 300_000, 1_000
"""Node-events a second, and times real time with fifty tills."""


def measure_world(root: Path) -> dict[str, Figure]:
    """Return the rates of a swarm's world with every checker, of a chain with cheap ones, and of
    nodes that catch up."""
    swarm = _timed(replace(SCENARIOS["swarm"].draw(SEED), seconds=SECONDS), cheap=False)
    day = _timed(chain(DAY_BASKETS_PER_MIN), cheap=True)
    slow = _timed(replace(chain(DAY_BASKETS_PER_MIN), tick_s=SLOW_TICK_S), cheap=True)
    rush = _timed(chain(RUSH_BASKETS_PER_MIN, seconds=CHAIN_SECONDS // 10), cheap=True)
    return {
        "simulator_swarm": _written(swarm),
        "simulator_swarm_time": _time(swarm),
        "simulator_chain_time": _time(day),
        "simulator_chain_time_slow_tick": _time(slow),
        "simulator_chain_kernel": _rate(day.kernel_events, day, "kernel events/s"),
        "simulator_rush": _written(rush),
        "simulator_rush_known": _rate(rush.known_events, rush, "known events/s"),
        "simulator_rush_kernel": _rate(rush.kernel_events, rush, "kernel events/s"),
        "simulator_bulk": measure_bulk(goal=EVENTS_GOAL),
    }


def chain(baskets_per_min: int, *, seconds: int = CHAIN_SECONDS) -> WorldOptions:
    """Return a chain of fifty tills without faults that sells so much, all tills together."""
    tills = CHAIN_BRANCHES * CHAIN_TILLS
    return WorldOptions(
        seed=SEED,
        scenario="chain of fifty",
        seconds=seconds,
        branches=CHAIN_BRANCHES,
        tills=CHAIN_TILLS,
        hub=True,
        shape=COUNTRY,
        subscription=OWN_BRANCH,
        work=WorkOptions(
            office=True,
            think_us=tills * 60 * US_PER_S // baskets_per_min,
            weights={"sell": 1},
        ),
    )


def _timed(options: WorldOptions, *, cheap: bool) -> Report:
    # A world is one thread and waits for nothing: what others do beside it must not count.
    began_s = time.process_time()
    report = run(options, checkers=CHEAP if cheap else CHECKERS)
    report.wall_s = time.process_time() - began_s
    assert report.verdict == PASS, "a world that fails measures nothing"
    return report


def _rate(count: int, report: Report, unit: str) -> Figure:
    return Figure(count / report.wall_s, unit)


def _written(report: Report) -> Figure:
    rate, goal = report.node_events / report.wall_s, f"{EVENTS_GOAL:,} node-events/s a core"
    return Figure(rate, "node-events/s", rate / EVENTS_GOAL, goal)


def _time(report: Report) -> Figure:
    speed = report.virtual_s / report.wall_s
    return Figure(speed, "virtual s/s", speed / TIME_GOAL, f"{TIME_GOAL:,} times real time")
