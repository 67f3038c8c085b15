"""Each node gets what it subscribes to, and nothing else is even mentioned to it."""

from __future__ import annotations

from core.identity import COMPANY_SCOPE, branch_scope
from replication.messages import Batch, Have
from tests.replication.wire_node import Node
from tests.replication.wire_world import World


def branch_till(world: World, name: str, branch: str) -> Node:
    scopes = (COMPANY_SCOPE, branch_scope(branch))
    return world.add(name, scopes=scopes, own_scopes=scopes)


def company() -> tuple[World, list[Node], Node]:
    """Two tills in the north, one in the south, a hub; everybody knows everybody."""
    world = World()
    tills = [
        branch_till(world, name, branch)
        for name, branch in (("n1", "north"), ("n2", "north"), ("s1", "south"))
    ]
    hub = world.add("hub", own_scopes=(COMPANY_SCOPE,))
    world.join_all([*tills, hub])
    for till in tills:
        till.sell(10, scope=till.config.own_scopes[1])
        till.sell(2, scope=COMPANY_SCOPE)
    hub.sell(3, scope=COMPANY_SCOPE)
    world.pass_time(6)
    return world, tills, hub


def test_a_till_never_receives_another_branchs_records_and_a_hub_gets_all() -> None:
    world, (north, second, south), hub = company()
    assert sum(hub.heads().values()) == 3 * 10 + 3 * 2 + 3
    assert north.records() == second.records()
    assert sum(north.heads().values()) == 2 * 10 + 3 * 2 + 3
    assert sum(south.heads().values()) == 10 + 3 * 2 + 3
    for name, foreign in (("n1", "branch:south"), ("s1", "branch:north")):
        batches = world.messages(Batch, receiver=name)
        assert batches
        assert all(batch.stream.scope != foreign for batch in batches)
        told = [claim for have in world.messages(Have, receiver=name) for claim in have.heads]
        assert all(claim.stream.scope != foreign for claim in told)


def test_nodes_of_unlike_scopes_at_rest_say_only_signs_of_life() -> None:
    """A hub holds more than a till wants: that is no reason to tell it everything again."""
    world, _, _ = company()
    before = len(world.sent)
    world.pass_time(60)
    said = [sent.message for sent in world.sent[before:]]
    assert all(isinstance(message, Have) and not message.heads for message in said)


def test_a_till_that_comes_back_level_to_a_hub_is_told_nothing() -> None:
    world, (north, *_), _ = company()
    world.restart(north)
    before = len(world.sent)
    world.pass_time(10)
    told = [have for have in world.messages(Have, since=before) if have.heads]
    assert told == []


def test_a_batch_nobody_here_wants_is_dropped() -> None:
    world = World()
    hub = world.add("hub", own_scopes=("branch:south",))
    north = branch_till(world, "n1", "north")
    world.join(hub, north)
    hub.sell(5, scope="branch:south")
    eager = hub.replica.peers[next(iter(hub.links))]
    world.pass_time(3)
    assert eager.hello is not None
    eager.hello = eager.hello._replace(scopes=("*",))
    hub.sell(5, scope="branch:south")
    world.pass_time(3)
    assert north.heads() == {}
