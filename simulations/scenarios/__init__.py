"""Scenarios: one file each, and this list of all of them."""

from __future__ import annotations

from simulations.scenarios.branches import Branches
from simulations.scenarios.calm import Calm
from simulations.scenarios.scenario import Scenario
from simulations.scenarios.swarm import Swarm
from simulations.scenarios.week import Week

__all__ = ["SCENARIOS", "Scenario"]

SCENARIOS: dict[str, Scenario] = {
    scenario.name: scenario for scenario in (Swarm(), Branches(), Calm(), Week())
}
"""Every scenario by its name."""
