"""A country: very many branches, each of which knows itself, and a hub that knows all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.identity import COMPANY_SCOPE, branch_scope
from simulations.bench.world import CHAIN_TILLS, DAY_BASKETS_PER_MIN, chain
from simulations.checkers import CHEAP
from simulations.faults.region import Region
from simulations.kernel import US_PER_S
from simulations.options import WorldOptions
from simulations.run import Run, run
from simulations.scenarios import SCENARIOS
from simulations.topology import places
from simulations.world import CORE_WORLD_MAX, World

SECONDS = 300


@pytest.fixture(scope="module")
def options() -> WorldOptions:
    """A small country that sells much; one of its three branches is cut off early."""
    drawn = SCENARIOS["country"].draw(1)
    cut = Region(permille=1, after_us=60 * US_PER_S, cut_us=1_000 * US_PER_S)
    work = replace(drawn.work, think_us=30 * US_PER_S)
    return replace(drawn, branches=3, tills=2, seconds=SECONDS, tick_s=10, work=work, faults=(cut,))


def test_a_region_that_comes_back_is_level_with_the_hub(options: WorldOptions) -> None:
    report = run(options, checkers=CHEAP)
    assert report.findings == []
    assert report.acts["sell"] > 30
    assert report.lost > 0
    assert report.trace_hash == run(options, checkers=()).trace_hash


def test_while_it_is_away_the_hub_lacks_what_it_sells_and_its_tills_do_not(
    options: WorldOptions,
) -> None:
    world = World(options)
    world.kernel.run_until(SECONDS * US_PER_S)
    (region,) = options.faults
    assert isinstance(region, Region)
    one, other = (node for node in world.nodes if region.is_away[node.index])
    assert dict(one.replica.holdings.items()) == dict(other.replica.holdings.items())
    hub = world.nodes[-1].replica.holdings
    assert any(head != hub.head(stream) for stream, head in one.replica.holdings.items())
    assert not world.agreed()
    world.heal()
    world.kernel.run_until(2 * SECONDS * US_PER_S)
    assert world.agreed()


def test_a_till_holds_the_goods_and_its_own_branch_and_nothing_else(options: WorldOptions) -> None:
    world = World(options)
    world.kernel.run_until(SECONDS * US_PER_S)
    for node in world.nodes[:-1]:
        held = {stream.scope for stream, _ in node.replica.holdings.items()}
        assert held == {COMPANY_SCOPE, branch_scope(node.place.branch)}
        assert node.log.admission is None
        assert node.replica.rows is None


def test_no_core_is_drawn_in_a_world_where_that_would_take_for_ever(options: WorldOptions) -> None:
    small = Run.of(options, checkers=())
    assert small.world.draw_core()
    large = Run.of(replace(options, branches=CORE_WORLD_MAX // 2), checkers=())
    assert large.world.draw_core() == []


def test_the_chain_that_is_measured_has_fifty_tills_that_sell_twenty_baskets_a_minute() -> None:
    options = chain(DAY_BASKETS_PER_MIN)
    sellers = [place for place in places(options) if place.role == "till"]
    assert len(sellers) == 50
    assert {sum(one.branch == place.branch for one in sellers) for place in sellers} == {
        CHAIN_TILLS
    }
    assert len(sellers) * 60 * US_PER_S / options.work.think_us == 20
    assert options.enrolled
    assert options.rows
