"""The week: the bundled real baskets, sold under a swarm's troubles."""

from __future__ import annotations

from dataclasses import replace

from simulations.options import BASKETS, WorldOptions
from simulations.scenarios.scenario import Scenario
from simulations.scenarios.swarm import Swarm


class Week(Scenario):
    """Real baskets: hundreds of products, long receipts, fuel, coupons, loyalty discounts."""

    name = "week"

    def draw(self, seed: int) -> WorldOptions:
        """Draw a swarm's world and put the real baskets into it."""
        drawn = Swarm().draw(seed)
        return replace(drawn, scenario=self.name, work=replace(drawn.work, source=BASKETS))
