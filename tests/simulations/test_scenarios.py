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
    "cloned_till": {"clone"},
    "two_faced_till": {"second-history"},
    "backdated_sales": {"second-history"},
}
"""What must have happened to machines or disks."""

DONE = {"cloned_till": {"sell", "reclaim"}}
"""What people must have done that few worlds see."""

DRAWN = {"swarm", "branches", "revoked", "calm", "week"}
"""Not files; other tests run many of their worlds."""


@pytest.mark.parametrize("name", sorted(SCENARIOS.keys() - DRAWN))
def test_a_named_scenario_keeps_every_promise(name: str) -> None:
    report = run(SCENARIOS[name].draw(1))
    assert report.findings == []
    assert report.acts.keys() >= DONE.get(name, {"sell"})
    assert report.accidents.keys() >= FOUND_OUT.get(name, set())
