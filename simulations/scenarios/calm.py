"""Calm: nothing goes wrong. What fails here needs no bad luck."""

from __future__ import annotations

from dataclasses import replace

from simulations.options import WorldOptions
from simulations.scenarios.scenario import Scenario
from simulations.scenarios.swarm import Swarm


class Calm(Scenario):
    """A world of the swarm without any fault, on links that keep their order."""

    name = "calm"

    def draw(self, seed: int) -> WorldOptions:
        """Draw a swarm's world and take its troubles away."""
        return replace(Swarm().draw(seed), scenario=self.name, faults=(), in_order=True)
