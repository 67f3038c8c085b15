"""The swarm: every run draws its own world, so that no two are broken in the same way."""

from __future__ import annotations

from simulations.dice import dice_of, happens
from simulations.faults import FAULTS, Fault
from simulations.options import (
    ALL_SCOPES,
    BASKETS,
    CHAIN,
    DRAWN,
    OWN_BRANCH,
    SHAPES,
    SPOKES,
    WorkOptions,
    WorldOptions,
)
from simulations.scenarios.scenario import Scenario
from simulations.workload.acts import ACTS
from simulations.workload.rule_acts import RULE_ACTS

FAULT_PERMILLES = (100, 250, 500)
"""How probable each fault is, drawn anew for every run: in some it rains from all sides, in some a
single fault has the world for itself, and what only breaks without the others is found too."""

ACT_PERMILLE = 750
"""Each act is done in three of four runs; selling in all of them."""

SECONDS = 20
"""Virtual seconds of trouble, unless somebody asks for more."""


class Swarm(Scenario):
    """Any shape, any delays, a random part of all faults and of all acts."""

    name = "swarm"

    def draw(self, seed: int) -> WorldOptions:
        """Draw everything; every option has dice of its own, so that new ones disturb none."""
        shape_dice, speed_dice = dice_of(seed, "shape"), dice_of(seed, "speed")
        shape = shape_dice.choice(SHAPES)
        hub = shape == SPOKES or shape_dice.random() < 0.5
        narrow = shape != CHAIN and shape_dice.random() < 0.5
        return WorldOptions(
            seed=seed,
            scenario=self.name,
            seconds=SECONDS,
            branches=shape_dice.randrange(1, 4),
            tills=shape_dice.randrange(1, 4),
            hub=hub,
            shape=shape,
            subscription=OWN_BRANCH if narrow else ALL_SCOPES,
            both_dial=shape_dice.random() < 0.25,
            delay_least_us=speed_dice.randrange(30_001),
            delay_mean_us=speed_dice.randrange(100_001),
            in_order=speed_dice.random() < 0.5,
            work_us=speed_dice.choice((0, 500, 5_000)),
            work=_work(seed),
            faults=_faults(seed),
        )


def _work(seed: int) -> WorkOptions:
    # The office has scenarios of its own: in a swarm's worlds it would leave no prices alone.
    dice = dice_of(seed, "work")
    weights = {name: _weight(seed, name) for name in ACTS if name not in RULE_ACTS}
    return WorkOptions(
        source=BASKETS if dice.random() < 0.2 else DRAWN,
        think_us=dice.randrange(50_000, 1_000_001),
        skus=dice.randrange(1, 61),
        shelf_milli=dice.choice((0, 5_000, 200_000)),
        hot_permille=dice.randrange(1_001),
        weights={name: weight for name, weight in weights.items() if weight},
    )


def _weight(seed: int, act: str) -> int:
    """Draw how often an act is done; 0 is never."""
    dice = dice_of(seed, "act", act)
    weight = dice.randrange(1, 101)
    return weight if act == "sell" or happens(dice, ACT_PERMILLE) else 0


def _faults(seed: int) -> tuple[Fault, ...]:
    found = []
    permille = dice_of(seed, "faults").choice(FAULT_PERMILLES)
    for fault in FAULTS:
        dice = dice_of(seed, "options", fault.name)
        if happens(dice, permille):
            found.append(fault.draw(dice))
    return tuple(found)
