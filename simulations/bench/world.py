"""The simulator: events written in a virtual world, a second of real time."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from simulations.bench.figures import Figure
from simulations.run import run
from simulations.scenarios import SCENARIOS

SEED = 7
"""The world that is measured; its options are printed by ``tillmesh sim run --seed 7``."""

SECONDS = 60
"""Virtual seconds of it."""


def measure_world(root: Path, *, seconds: int = SECONDS) -> dict[str, Figure]:
    """Return node-events a second with every checker on, and virtual against real time."""
    options = replace(SCENARIOS["swarm"].draw(SEED), seconds=seconds)
    started = time.perf_counter()
    report = run(options)
    took_s = time.perf_counter() - started
    assert report.verdict == "pass", "a world that fails measures nothing"
    rate = report.node_events / took_s
    speed = report.virtual_s / took_s
    return {
        "simulator": Figure(rate, "node-events/s", rate / 300_000, "300,000 node-events/s a core"),
        "simulator_time": Figure(speed, "virtual s/s", speed, "real time"),
    }
