"""Peers that lie about histories: a claim is no proof, and a lie costs a few small messages."""

from __future__ import annotations

from core.identity import StreamId
from core.log.memory_store import MemoryStore
from replication.limits import FORK_FAULTS_MAX, FORK_TRIES_MAX, PATIENCE_S
from replication.messages import Batch, ForkAsk, ForkTell, Have, HeadClaim, Want
from replication.notices import ForkFound, ForkKept, Misbehaved, OwnStreamAhead
from replication.wire import decode, encode
from tests.replication.test_forks import clones, sound
from tests.replication.wire_node import Node
from tests.replication.wire_world import Sent, World


def claims_of(world: World, node: Node, *claims: HeadClaim) -> None:
    """Let a node hear heads from its only peer that this one never told."""
    (link,) = node.links
    world.inject(node, link, encode(Have(1, claims, bytes(16))))


def with_peer(events: int) -> tuple[World, Node, Node]:
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    ada.sell(events)
    bob.sell(events)
    world.until_level(3)
    return world, ada, bob


def test_a_mere_claim_of_more_of_our_own_stream_is_no_proof() -> None:
    world, ada, _ = with_peer(30)
    before = len(world.sent)
    claims_of(world, ada, HeadClaim(ada.stream(), 99, bytes(8)))
    world.pass_time(60)
    assert not ada.told(OwnStreamAhead)
    assert not ada.told(ForkFound)
    wants = world.messages(Want, sender="a", since=before)
    assert 1 <= len(wants) <= FORK_TRIES_MAX + 1


def test_a_mere_claim_of_another_history_of_our_own_stream_is_no_proof() -> None:
    world, ada, _ = with_peer(30)
    claims_of(world, ada, HeadClaim(ada.stream(), 20, bytes(8)))
    world.pass_time(60)
    assert not ada.told(OwnStreamAhead)
    assert not ada.told(ForkFound)


def test_a_liar_who_never_stops_keeps_nobody_from_proving_what_is_true() -> None:
    """Ada was set back, Cyd can show it, and Bob claims more all the time and shows nothing."""
    world = World()
    ada, bob, cyd = world.add_all("abc")
    world.join(ada, bob)
    world.join(ada, cyd)
    ada.sell(30)
    world.until_level(3)
    world.drop = lambda sent: sent.sender == "b" and isinstance(sent.message, Batch | ForkTell)
    ada.start(MemoryStore())
    to_bob, to_cyd = ada.links
    ada.replica.connected(to_bob, world.now, dialed=True)
    world.pass_time(1)
    ada.replica.connected(to_cyd, world.now, dialed=True)
    lie = encode(Have(1, (HeadClaim(ada.stream(), 99, bytes(8)),), bytes(16)))
    for _ in range(FORK_TRIES_MAX + 4):
        for _ in range(10):
            world.inject(ada, to_bob, lie)
            world.pass_time((PATIENCE_S + 0.25) / 10)
    assert {notice[:3] for notice in ada.told(OwnStreamAhead)} == {(ada.stream(), 0, 30)}
    assert not ada.told(ForkFound)


def test_whoever_lies_about_its_history_costs_a_few_small_messages() -> None:
    world, ada, bob = with_peer(300)
    lies = 0

    def lie(sent: Sent) -> bytes:
        """Tell a hash that is not ours, and another one at every question."""
        nonlocal lies
        message = decode(sent.data)
        if sent.sender != "b" or not isinstance(message, ForkTell):
            return sent.data
        lies += 1
        chains = [(sequence, lies.to_bytes(8, "big")) for sequence, _ in message.chains]
        return encode(ForkTell(message.stream, tuple(chains)))

    world.tamper = lie
    before = len(world.sent)
    claims_of(world, ada, HeadClaim(bob.stream(), 200, bytes(8)))
    world.pass_time(60)
    assert lies <= 4
    assert world.records_sent(since=before) <= 300
    assert ada.told(ForkKept) == []
    assert sound(ada) == sound(bob)
    bob.sell(1)
    world.until_level(5)


def test_whoever_never_answers_makes_room_for_another_peer() -> None:
    world, bob, cyd, _ = clones(5, 20, 30)
    dan = world.add("d")
    world.join(dan, cyd)
    world.until_level(5, [dan, cyd])
    world.drop = lambda sent: sent.sender == "c" and isinstance(sent.message, ForkTell)
    world.join(bob, cyd)
    world.pass_time(1)
    world.join(bob, dan)
    world.until_level((FORK_TRIES_MAX + 2) * (PATIENCE_S + 1.25) + 5)


def test_a_question_is_answered_for_what_is_held_and_no_more() -> None:
    world, ada, bob = with_peer(30)
    (link,) = ada.links
    before = len(world.sent)
    question = ForkAsk(ada.stream(), (0, 1, 30, 31, 2**64 - 1))
    world.inject(ada, link, encode(question))
    (answer,) = world.messages(ForkTell, sender="a", since=before)
    assert [sequence for sequence, _ in answer.chains] == [1, 30]
    world.inject(ada, link, encode(ForkAsk(StreamId(b"?" * 16, 1, "company"), (1,))))
    assert world.messages(ForkTell, sender="a", since=before)[1].chains == ()
    world.pass_time(5)
    assert bob.told(Misbehaved) == []


def test_whoever_sends_what_follows_nothing_again_and_again_is_listened_to_no_more() -> None:
    world, ada, bob = with_peer(300)

    def lie(sent: Sent) -> bytes:
        """Tell hashes that are not ours, and send batches whose seal is none."""
        message = decode(sent.data)
        if sent.sender == "b" and isinstance(message, ForkTell):
            chains = [(sequence, b"\xff" * 8) for sequence, _ in message.chains]
            return encode(ForkTell(message.stream, tuple(chains)))
        if sent.sender == "b" and isinstance(message, Batch):
            seal = message.seal._replace(signature=bytes(64))
            return encode(message._replace(seal=seal))
        return sent.data

    world.tamper = lie
    before = len(world.sent)
    for _ in range(3 * FORK_FAULTS_MAX):
        claims_of(world, ada, HeadClaim(bob.stream(), 200, bytes(8)))
        world.pass_time(3)
    assert len(ada.told(Misbehaved)) == 1
    assert len(world.messages(ForkAsk, sender="a", since=before)) <= 4 * (FORK_FAULTS_MAX + 1)
    assert ada.told(ForkKept) == []
    world.heal()
    world.tamper = lambda sent: sent.data
    bob.sell(3, scope="company")
    world.until(lambda: bob.stream("company") in ada.heads(), 5)
