"""Who stands where, and that all who should agree can."""

from __future__ import annotations

import itertools

import pytest

from core.identity import COMPANY_SCOPE, branch_scope
from simulations.options import (
    CHAIN,
    COUNTRY,
    OWN_BRANCH,
    SHAPES,
    SPOKES,
    SUBSCRIPTIONS,
    WorldOptions,
)
from simulations.scenarios import SCENARIOS, FileScenario
from simulations.scenarios.revoked import Revoked
from simulations.topology import check_topology, hops, links, places


def worlds() -> list[WorldOptions]:
    found = []
    for shape, subscription, hub, (branches, tills) in itertools.product(
        SHAPES, SUBSCRIPTIONS, (False, True), [(1, 1), (1, 3), (3, 1), (3, 2)]
    ):
        options = WorldOptions(
            0, branches=branches, tills=tills, hub=hub, shape=shape, subscription=subscription
        )
        narrow_hub = subscription == OWN_BRANCH and hub
        if (shape != SPOKES or hub) and (shape != CHAIN or not narrow_hub):
            found.append(options)
    return found


def distances(options: WorldOptions, members: set[int]) -> dict[int, int]:
    """Return how far each member is from the first one, through members only."""
    found = {min(members): 0}
    frontier = [min(members)]
    while frontier:
        here = frontier.pop(0)
        for one, other in [pair for dial in links(options) for pair in (dial, dial[::-1])]:
            if one == here and other in members - found.keys():
                found[other] = found[here] + 1
                frontier.append(other)
    return found


@pytest.mark.parametrize("options", worlds())
def test_all_who_subscribe_to_a_scope_reach_one_another_through_subscribers(
    options: WorldOptions,
) -> None:
    check_topology(options)
    nodes = places(options)
    for scope in [COMPANY_SCOPE, *(branch_scope(node.branch) for node in nodes)]:
        members = {index for index, node in enumerate(nodes) if node.holds(scope)}
        assert distances(options, members).keys() == members


@pytest.mark.parametrize("options", worlds())
def test_hops_are_never_fewer_than_the_longest_way(options: WorldOptions) -> None:
    everybody = set(range(len(places(options))))
    for first in everybody:
        rolled = {first, *everybody}
        assert max(distances(options, rolled).values()) <= hops(options)


@pytest.mark.parametrize(
    "options",
    [
        WorldOptions(0, branches=0),
        WorldOptions(0, tills=0),
        WorldOptions(0, shape="star"),
        WorldOptions(0, shape=SPOKES, hub=False),
        WorldOptions(0, shape=CHAIN, subscription=OWN_BRANCH, hub=True),
    ],
)
def test_a_world_that_could_never_agree_is_refused(options: WorldOptions) -> None:
    with pytest.raises(ValueError, match=r"."):
        check_topology(options)


def test_a_careless_installer_dials_both_ways() -> None:
    options = WorldOptions(0, branches=1, tills=3, both_dial=True)
    assert sorted(links(options)) == [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_every_scenario_draws_worlds_that_can_agree_and_tells_all_options(name: str) -> None:
    drawn = [SCENARIOS[name].draw(seed) for seed in range(200)]
    for seed, options in enumerate(drawn):
        check_topology(options)
        plain = options.to_plain()
        assert plain["seed"] == seed
        assert plain["scenario"] == name
        assert SCENARIOS[name].draw(seed).to_plain() == plain
    assert len({str(options.to_plain()) for options in drawn}) == len(drawn)
    # A file describes one kind of world; recipes draw all of them, but where one is the point.
    one = isinstance(SCENARIOS[name], FileScenario | Revoked)
    shapes = {drawn[0].shape} if one else set(SHAPES)
    assert {options.shape for options in drawn} == shapes


def test_in_a_country_a_till_is_linked_with_its_branch_and_the_hub() -> None:
    options = WorldOptions(0, branches=2, tills=3, hub=True, shape=COUNTRY, subscription=OWN_BRANCH)
    check_topology(options)
    hub = 6
    assert [pair for pair in links(options) if hub in pair] == [(till, hub) for till in range(6)]
    assert [pair for pair in links(options) if hub not in pair] == [
        *((0, 1), (0, 2), (1, 2)),
        *((3, 4), (3, 5), (4, 5)),
    ]
    assert hops(options) == 2


def test_a_world_of_more_tills_than_memory_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 25,000 tills"):
        check_topology(WorldOptions(0, branches=5_001, tills=5))
