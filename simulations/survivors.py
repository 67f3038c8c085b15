"""The core: a few nodes that must come to agree among themselves, whatever became of all others.

Healing everything shows that a world can be mended, and hides who cannot do without whom: a
replica that waits for the hub, or takes events from their author alone, agrees in the end. So
before that a core is chosen, and everybody else is gone for good.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence

from core.identity import COMPANY_SCOPE, branch_scope
from simulations.topology import Place

CORE_LEAST = 2
"""Fewest nodes that can agree."""


def core_of(
    places: Sequence[Place],
    links: Sequence[tuple[int, int]],
    able: Collection[int],
    dice: random.Random,
) -> list[int]:
    """Draw a core from the nodes that are ``able``; empty when there is none.

    It is connected, and for each scope those of it that take the scope are: a stream travels
    only through nodes that subscribe to it.
    """
    near: dict[int, set[int]] = {node: set() for node in able}
    for one, other in links:
        if one in near and other in near:
            near[one].add(other)
            near[other].add(one)
    if not near:
        return []
    core = {dice.choice(sorted(near))}
    least = dice.randrange(CORE_LEAST, max(CORE_LEAST, len(near)) + 1)
    while len(core) < least or not _can_agree(places, near, core):
        edge = sorted({other for node in core for other in near[node]} - core)
        if not edge:
            return []
        core.add(dice.choice(edge))
    return sorted(core)


def _can_agree(places: Sequence[Place], near: dict[int, set[int]], core: set[int]) -> bool:
    scopes = [COMPANY_SCOPE, *(branch_scope(places[node].branch) for node in sorted(core))]
    return all(
        _connected(near, {node for node in core if places[node].holds(scope)}) for scope in scopes
    )


def _connected(near: dict[int, set[int]], nodes: set[int]) -> bool:
    if not nodes:
        return True
    reached = {min(nodes)}
    while new := {other for node in reached for other in near[node] & nodes} - reached:
        reached |= new
    return reached == nodes
