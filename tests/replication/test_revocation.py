"""Revocation, whatever the order: all who belong come to one bound, and nothing known is lost."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from core.log.record import HEADER
from replication.messages import Batch, Want
from tests.companies import Company
from tests.replication.wire_node import CheapSigner, Node
from tests.replication.wire_world import Faults, World

AGREE_S = 60.0
"""The last net of the protocol takes ten ticks, and one thing may hang on another."""


@dataclass(frozen=True)
class Step:
    """Something that happens: who, to whom, and how long nothing happens afterwards."""

    what: str
    who: int
    whom: int
    wait_s: float


steps = st.builds(
    Step,
    st.sampled_from(["sell", "sell", "cut", "mend", "revoke", "restart"]),
    st.integers(0, 4),
    st.integers(0, 4),
    st.sampled_from([0.0, 0.01, 0.03, 0.5, 2.0]),
)


def company_of(count: int, seed: int, lossy: bool) -> tuple[World, list[Node]]:
    """Return nodes of which the first two may invite and revoke; the first is the founder."""
    company = Company(CheapSigner)
    faults = Faults(loss=0.1, duplication=0.1) if lossy else Faults()
    world = World(seed=seed, company=company, faults=faults)
    company.enrol("0", may_invite=True)
    nodes = [world.add("0")]
    for number in range(1, count):
        nodes[0].enrol(str(number), may_invite=number == 1)
    nodes += [world.add(str(number)) for number in range(1, count)]
    world.join_all(nodes)
    return world, nodes


def act(world: World, nodes: list[Node], step: Step) -> None:
    count = len(nodes)
    who, whom = nodes[step.who % count], nodes[step.whom % count]
    match step.what:
        case "sell":
            who.sell(1 + step.whom)
        case "cut" if who is not whom:
            world.cut(who, whom)
        case "mend":
            world.mend()
        case "restart":
            world.restart(who)
        case "revoke":
            # The founder and the last stay, so that somebody is left to agree.
            target = nodes[1 + step.whom % max(1, count - 2)]
            nodes[step.who % 2].revoke(target)
    world.pass_time(step.wait_s)


def check_agreement(world: World, nodes: list[Node], revoked: set[str]) -> None:
    left = [node for node in nodes if node.name not in revoked]
    known = [node.records() for node in left]
    world.heal()
    world.pass_time(5.0)  # what is on its way arrives: agreement of a moment is none
    world.until(lambda: len({node.digest() for node in left}) == 1, AGREE_S)
    assert len({tuple(node.members().items()) for node in left}) == 1
    final = left[0].records()
    for records in known:
        for stream, held in records.items():
            assert final[stream][: len(held)] == held
    out = {name for name, gone in left[0].members().items() if gone}
    for name in sorted(out):
        world.nodes[name].sell(2)
    world.pass_time(30.0)
    assert left[0].records() == final
    before = len(world.sent)
    world.pass_time(15.0)
    names = {node.name for node in left}
    for kind in (Batch, Want):
        for sent in world.sent[before:]:
            assert not (sent.sender in names and sent.receiver in names) or not isinstance(
                sent.message, kind
            )


@settings(max_examples=50)
@given(
    count=st.integers(3, 5),
    seed=st.integers(0, 1_000),
    lossy=st.booleans(),
    plan=st.lists(steps, min_size=3, max_size=14),
)
def test_all_who_belong_agree_on_one_bound_whatever_the_order(
    count: int, seed: int, lossy: bool, plan: list[Step]
) -> None:
    world, nodes = company_of(count, seed, lossy)
    targets = set()
    for step in plan:
        act(world, nodes, step)
        if step.what == "revoke":
            targets.add(nodes[1 + step.whom % max(1, count - 2)].name)
    check_agreement(world, nodes, targets)


def test_two_admins_revoke_one_till_at_once() -> None:
    world, nodes = company_of(4, 1, lossy=False)
    founder, admin, thief, other = nodes
    world.pass_time(3.0)
    world.cut(founder, thief)
    world.cut(founder, admin)
    thief.sell(5)
    world.pass_time(1.0)
    founder.revoke(thief)
    admin.revoke(thief)
    check_agreement(world, nodes, {"2"})
    assert other.heads()[thief.stream()] == 5


def test_of_two_who_revoke_one_another_only_the_one_above_counts() -> None:
    for seed in range(3):
        world, nodes = company_of(4, seed, lossy=False)
        founder, admin, one, other = nodes
        world.pass_time(3.0)
        # Each of the two decisions has its first listener.
        world.cut(founder, admin)
        world.cut(one, other)
        world.cut(founder, other)
        world.cut(admin, one)
        founder.revoke(admin)
        admin.revoke(founder)
        world.pass_time(2.0)
        check_agreement(world, [founder, one, other], set())
        for node in (founder, one, other):
            assert node.members() == {"0": False, "1": True, "2": False, "3": False}


def test_nobody_relays_a_changed_record_of_a_revoked_node() -> None:
    world, nodes = company_of(3, 3, lossy=False)
    founder, till, thief = nodes
    thief.sell(3)
    world.until_level(5.0)
    founder.revoke(thief)
    world.pass_time(3.0)
    with thief.log.read() as view:
        segment = view.segment(thief.stream(), 0)
    assert segment is not None
    changed = bytearray(segment.data)
    changed[HEADER.size] ^= 1
    before = founder.records()
    for data in (bytes(changed), segment.data):
        batch = Batch(segment.stream, 1, data, segment.seal, segment.public_key)
        till.replica.receiver.on_batch(till.replica.peers[b"to 2"], batch, world.now)
        world.pump(till)
    world.pass_time(15.0)
    assert founder.records() == till.records() == before
