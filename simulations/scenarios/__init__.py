"""Scenarios: recipes that draw from their seed, and files that describe one kind of world."""

from __future__ import annotations

from pathlib import Path

from core.errors import RefusedError
from simulations.scenarios.branches import Branches
from simulations.scenarios.calm import Calm
from simulations.scenarios.revoked import Revoked
from simulations.scenarios.scenario import Scenario
from simulations.scenarios.scenario_file import SUFFIX, FileScenario, read_scenario
from simulations.scenarios.swarm import Swarm
from simulations.scenarios.week import Week

__all__ = ["SCENARIOS", "FileScenario", "Scenario", "scenario_of"]

FILES = Path(__file__).parent / "files"
"""Where our own scenario files are; one's own may be anywhere."""

SCENARIOS: dict[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        Swarm(),
        Branches(),
        Revoked(),
        Calm(),
        Week(),
        *(read_scenario(path) for path in sorted(FILES.glob("*" + SUFFIX))),
    )
}
"""Every scenario by its name."""


def scenario_of(name: str) -> Scenario:
    """Return a scenario by its name, or that of a file by its path.

    Raises :class:`core.errors.RefusedError` when there is none.
    """
    if name in SCENARIOS:
        return SCENARIOS[name]
    if not name.endswith(SUFFIX):
        names = ", ".join(SCENARIOS)
        raise RefusedError(f"There is no scenario '{name}'; there are {names}, or a {SUFFIX} file.")
    return read_scenario(Path(name))
