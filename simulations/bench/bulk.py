"""The simulator's bulk: a morning's sales that all the other nodes of a world take in at once."""

from __future__ import annotations

import time

from simulations.bench.figures import Figure
from simulations.bench.sales import sale_drafts
from simulations.kernel import US_PER_S
from simulations.options import WorldOptions
from simulations.run import LOOK_US
from simulations.world import World

TILLS = 6
"""Nodes of the world: one that has sold, and five that lack it."""

SALES = 5_000
"""Sales of five lines that those lack."""

GREET_S = 3
"""Virtual seconds after which all have greeted one another."""


def measure_bulk(*, count: int = SALES, goal: int) -> Figure:
    """Return node-events for each second of a core while five nodes catch up with a sixth.

    Nobody sells meanwhile: what it costs is that segments are made, carried, checked once for
    all, and written and projected by each.
    """
    world = World(WorldOptions(seed=7, scenario="bulk", branches=1, tills=TILLS))
    world.resting = True  # the sales are there already, so the cashiers have nothing to do
    world.kernel.run_until(GREET_S * US_PER_S)
    seller = world.nodes[0]
    seller.log.append(sale_drafts(seller.log, count, branch=seller.place.branch))
    before = world.node_events
    seller.appended()
    # A world is one thread and waits for nothing: what others do beside it must not count.
    began_s = time.process_time()
    while world.node_events < before + count * (TILLS - 1):
        world.kernel.run_until(world.kernel.now_us + LOOK_US)
    rate = count * (TILLS - 1) / (time.process_time() - began_s)
    return Figure(rate, "node-events/s", rate / goal, f"{goal:,} node-events/s a core")
