"""Revoked: in a swarm's world, one till is thrown out of the company."""

from __future__ import annotations

from dataclasses import replace

from simulations.dice import dice_of
from simulations.faults.revocation import Revocation
from simulations.options import MESH, WorldOptions
from simulations.scenarios.scenario import Scenario
from simulations.scenarios.swarm import Swarm


class Revoked(Scenario):
    """A swarm's world in which everybody hears everybody, and the founder throws one out."""

    name = "revoked"

    def draw(self, seed: int) -> WorldOptions:
        """Draw a swarm's world, and the revocation beside its other faults."""
        drawn = Swarm().draw(seed)
        fault = Revocation.draw(dice_of(seed, self.name))
        return replace(
            drawn,
            scenario=self.name,
            shape=MESH,
            branches=max(2, drawn.branches),
            tills=max(2, drawn.tills),
            faults=(*drawn.faults, fault),
        )
