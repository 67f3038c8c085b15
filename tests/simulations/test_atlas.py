"""The atlas and the look-over: what may be harmed, and that harm anywhere is found or mended."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from core.errors import StorageDamagedError
from core.log import layout
from simulations.atlas import may_lose
from simulations.disk import FLIPPED, LOST
from simulations.kernel import US_PER_S
from simulations.options import WorldOptions
from simulations.scenarios import SCENARIOS
from simulations.virtual_node import VirtualNode
from simulations.world import World

MUST_BE_FOUND = (layout.LOG, layout.HEAD, layout.SEAL, layout.STREAM, layout.FEED)


def settled() -> World:
    """Two tills that hold the same."""
    calm = SCENARIOS["calm"].draw(1)
    options: WorldOptions = replace(calm, branches=1, tills=2, hub=False, shape="mesh")
    world = World(options)
    world.kernel.run_until(5 * US_PER_S)
    world.heal()
    world.kernel.run_until(15 * US_PER_S)
    assert world.agreed()
    return world


def test_a_disk_may_go_when_all_of_it_is_elsewhere_and_never_the_founders() -> None:
    world = settled()
    founder, other = world.nodes
    assert may_lose(world.nodes, other)
    assert not may_lose(world.nodes, founder)
    world.stage.change_program(1, newer=True)
    world.stage.count_novelty(1, 5)
    assert not may_lose(world.nodes, other), "a novelty only this disk holds"
    assert not world.stage.lose_disk(1)


def test_a_machine_that_lost_all_gets_all_back_under_a_new_name() -> None:
    world = settled()
    before = world.nodes[1].events
    assert world.stage.lose_disk(1)
    assert world.nodes[1].name.endswith("r2")
    assert world.nodes[1].events < before
    world.kernel.run_until(25 * US_PER_S)
    assert world.agreed()
    assert world.nodes[1].events > before


@pytest.mark.parametrize("how", [FLIPPED, LOST])
def test_harm_in_any_table_is_found_or_mended_by_a_look_over(how: str) -> None:
    world = settled()
    node = world.nodes[1]
    node.stop()
    with node.store.read() as transaction:
        image = {table: list(transaction.scan(table, b"")) for table in tables_of(node)}
    expected = digests(node)
    for table, items in image.items():
        for key, value in random.Random(1).sample(items, min(2, len(items))):
            with node.store.write() as transaction:
                for name, whole in image.items():
                    transaction.clear(name)
                    transaction.put_many(name, whole)
                transaction.delete(table, key)
                if how == FLIPPED:
                    transaction.put(table, key, value[:-1] + bytes([(value or b"\0")[-1] ^ 1]))
            node.store.lost_power = True
            try:
                node.start()
            except StorageDamagedError:
                continue
            node.stop()
            # A seal that is lost is made up for by the next one over the same stream.
            assert table not in MUST_BE_FOUND or (table, how) == (layout.SEAL, LOST), (table, key)
            assert digests(node) == expected, (table, key)


def tables_of(node: VirtualNode) -> list[str]:
    return [*layout.TABLES, *node.log.projections.tables]


def digests(node: VirtualNode) -> dict[str, bytes]:
    with node.log.read() as view:
        return {one.name: view.table(one.name).digest() for one in node.log.projections.projections}
