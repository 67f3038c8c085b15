"""Cores: connected for every scope, and without whom they need not have."""

from __future__ import annotations

from simulations.dice import dice_of
from simulations.options import BRANCHES, OWN_BRANCH, SPOKES, WorldOptions
from simulations.survivors import core_of
from simulations.topology import links, places


def cores(options: WorldOptions, able: range) -> list[list[int]]:
    drawn = (
        core_of(places(options), links(options), able, dice_of(seed, "core")) for seed in range(60)
    )
    return [core for core in drawn if core]


def test_spokes_need_their_hub_and_not_each_other() -> None:
    options = WorldOptions(1, branches=2, tills=2, hub=True, shape=SPOKES)
    found = cores(options, range(5))
    assert all(4 in core for core in found)
    assert {len(core) for core in found} == {2, 3, 4, 5}
    assert cores(options, range(4)) == []


def test_tills_of_one_branch_in_a_core_hear_one_another_within_it() -> None:
    options = WorldOptions(1, branches=2, tills=3, shape=BRANCHES, subscription=OWN_BRANCH)
    for core in cores(options, range(6)):
        inside = [(one, other) for one, other in links(options) if {one, other} <= set(core)]
        for branch in ({0, 1, 2}, {3, 4, 5}):
            there = branch & set(core)
            linked = {node for pair in inside if set(pair) <= branch for node in pair}
            assert len(there) < 2 or there <= linked


def test_who_is_not_able_is_in_no_core() -> None:
    options = WorldOptions(1, branches=1, tills=4)
    found = cores(options, range(1, 4))
    assert {node for core in found for node in core} == {1, 2, 3}
