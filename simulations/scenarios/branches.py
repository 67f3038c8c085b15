"""Branches: tills that hold their own branch only, and show the stock of all the others."""

from __future__ import annotations

from dataclasses import replace

from simulations.options import CHAIN, OWN_BRANCH, WorldOptions
from simulations.scenarios.scenario import Scenario
from simulations.scenarios.swarm import Swarm


class Branches(Scenario):
    """A swarm's world of two branches or more, in which no till subscribes to another's."""

    name = "branches"

    def draw(self, seed: int) -> WorldOptions:
        """Draw a swarm's world and let its tills take no more than they need."""
        drawn = Swarm().draw(seed)
        return replace(
            drawn,
            scenario=self.name,
            branches=max(2, drawn.branches),
            # At the end of a chain a hub would wait for events nobody before it takes.
            hub=drawn.hub and drawn.shape != CHAIN,
            subscription=OWN_BRANCH,
        )
