"""The named scenarios: each makes a world that is hurt as it says, and keeps its promises."""

from __future__ import annotations

import pytest

from simulations.run import run
from simulations.scenarios import SCENARIOS

FOUND_OUT = {
    "power_cut": {"power-cut"},
    "disk_full": {"flush-error"},
    "failing_disk": {"began-again"},
    "burnt_out": {"began-again"},
}
"""What must have happened to machines or disks."""

DRAWN = {"swarm", "branches", "revoked", "calm", "week"}
"""Not files; other tests run many of their worlds."""


@pytest.mark.parametrize("name", sorted(SCENARIOS.keys() - DRAWN))
def test_a_named_scenario_keeps_every_promise(name: str) -> None:
    report = run(SCENARIOS[name].draw(1))
    assert report.findings == []
    assert report.acts["sell"] > 0
    assert report.accidents.keys() >= FOUND_OUT.get(name, set())
