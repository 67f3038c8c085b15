"""A relay that lies: refused with a notice, nothing written, and an honest peer is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.identity import StreamId
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.log.record import GENESIS
from core.log.seal import make_seal
from core.log.segment import decode_segment, encode_segment
from replication.limits import PATIENCE_S, TICK_JITTER, TICK_S
from replication.messages import Batch, Have, HeadClaim, Want
from replication.notices import ForkFound, Misbehaved
from replication.wire import encode
from tests.replication.wire_node import START_MS, CheapSigner, Node
from tests.replication.wire_world import Sent, World

REPLACED_S = PATIENCE_S + 3 * TICK_S * (1 + TICK_JITTER)


def changed_byte(batch: Batch, at: float) -> Batch:
    data = bytearray(batch.data)
    data[int(at * len(data))] ^= 1
    return batch._replace(data=bytes(data))


def changed_record(batch: Batch) -> Batch:
    """Another amount in the middle of a batch that is otherwise well formed."""
    entries = decode_segment(batch.data, batch.stream, batch.first, GENESIS)
    middle = len(entries) // 2
    entries[middle] = entries[middle]._replace(body=b"a thousandth of the amount")
    return batch._replace(data=encode_segment(batch.stream, entries))


def resealed(batch: Batch) -> Batch:
    """A third author's records under the relay's own seal and key."""
    relay = CheapSigner("b")
    chain = decode_segment(batch.data, batch.stream, batch.first, GENESIS)[-1].chain
    seal = make_seal(relay, batch.stream, batch.first, 1, chain)
    return batch._replace(seal=seal, public_key=relay.public_key)


def seal_of_another_head(batch: Batch) -> Batch:
    signer = CheapSigner("a")
    return batch._replace(seal=make_seal(signer, batch.stream, 999, 1, bytes(32)))


LIES: dict[str, Callable[[Batch], Batch]] = {
    "first byte changed": lambda batch: changed_byte(batch, 0.0),
    "middle byte changed": lambda batch: changed_byte(batch, 0.5),
    "last byte changed": lambda batch: changed_byte(batch, 0.999),
    "record changed": changed_record,
    "cut short": lambda batch: batch._replace(data=batch.data[:-9]),
    "empty": lambda batch: batch._replace(data=b""),
    "wrong key": lambda batch: batch._replace(public_key=CheapSigner("e").public_key),
    "seal of another head": seal_of_another_head,
    "re-sealed by the relay": resealed,
    "wrong scope": lambda batch: batch._replace(stream=batch.stream._replace(scope="branch:other")),
    "wrong author": lambda batch: batch._replace(stream=batch.stream._replace(author=b"?" * 16)),
}


@pytest.mark.parametrize("held", [0, 5])
@pytest.mark.parametrize("lie", list(LIES))
def test_a_forged_batch_is_refused_and_its_events_come_from_an_honest_peer(
    lie: str, held: int
) -> None:
    world = World()
    ada, bob, cyd = world.add_all("abc")
    world.join(ada, bob)
    world.join(bob, cyd)
    if held:
        ada.sell(held)
    world.until_level(5)
    world.cut(bob, cyd)
    ada.sell(20)
    world.pass_time(1)
    world.heal()

    def tamper(sent: Sent) -> bytes:
        if sent.sender == "b" and isinstance(batch := sent.message, Batch):
            return encode(LIES[lie](batch))
        return sent.data

    world.tamper = tamper
    world.pass_time(9)
    assert cyd.heads() == ({ada.stream(): held} if held else {})
    told = cyd.told(Misbehaved)
    if not (held and lie.startswith("wrong ")) or lie == "wrong key":
        assert told, "a batch from the middle of an unknown stream only shows a gap"
    assert {notice.link for notice in told} <= {next(iter(cyd.links))}
    assert len(world.messages(Batch, sender="b")) < 20, "it is not asked for ever"

    world.join(cyd, ada)
    world.until_level(REPLACED_S)
    assert cyd.records() == ada.records()


def test_a_batch_moved_to_another_place_is_refused_until_it_comes_in_its_own() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    ada.sell(5)
    world.until_level(3)
    ada.sell(5)
    (batch,) = [b for b in world.messages(Batch) if b.first == 6]
    for first in (0, 5, 7, 2**64 - 1):
        world.inject(bob, next(iter(bob.links)), encode(batch._replace(first=first)))
        assert bob.heads() == {ada.stream(): 5}
    world.until_level(REPLACED_S)


def test_an_honest_stream_of_the_same_peer_still_flows() -> None:
    world = World()
    ada, bob, cyd = world.add_all("abc")
    world.join(ada, bob)
    world.join(bob, cyd)

    def tamper(sent: Sent) -> bytes:
        batch = sent.message
        if sent.sender == "b" and isinstance(batch, Batch) and batch.stream == ada.stream():
            return encode(changed_record(batch))
        return sent.data

    world.tamper = tamper
    ada.sell(20)
    bob.sell(20)
    world.pass_time(5)
    bob.sell(20)
    world.pass_time(5)
    assert cyd.heads() == {bob.stream(): 40}


def liar_at(world: World, victim: Node) -> bytes:
    """Return a link on which a test can say what it likes to a node."""
    eve = world.add("e")
    world.join(victim, eve)
    world.pass_time(3)
    return next(link for link, (other, _, _) in victim.links.items() if other is eve)


def test_a_claim_that_nobody_can_keep_leads_to_one_order_a_patience() -> None:
    world = World()
    (ada,) = world.add_all("a")
    link = liar_at(world, ada)
    stream = StreamId(b"?" * 16, 1, "company")
    claim = HeadClaim(stream, 2**64 - 1, bytes(8))
    world.inject(ada, link, encode(Have(1, (claim,), bytes(16))))
    before = len(world.sent)
    world.pass_time(60)
    assert len(world.messages(Want, sender="a", since=before)) <= 60 / PATIENCE_S
    assert ada.heads() == {}


@pytest.mark.parametrize("after", [1, 19, 20, 21, 2**64 - 1])
def test_an_order_from_anywhere_is_served_or_waits(after: int) -> None:
    world = World()
    (ada,) = world.add_all("a")
    ada.sell(20)
    link = liar_at(world, ada)
    before = len(world.sent)
    world.inject(ada, link, encode(Want(((ada.stream(), after),), 2**20)))
    assert world.records_sent(since=before) == max(0, 20 - after)
    world.inject(ada, link, encode(Want(((StreamId(b"?" * 16, 1, "company"), 0),), 2**20)))
    assert world.records_sent(since=before) == max(0, 20 - after)


def test_our_own_stream_is_taken_from_nobody() -> None:
    world = World()
    (ada,) = world.add_all("a")
    ada.sell(2)
    link = liar_at(world, ada)
    copy = EventLog(MemoryStore(), clock_ms=lambda: START_MS, signer=CheapSigner("a"))
    ada_elsewhere = World().add("a")
    ada_elsewhere.sell(9)
    with ada_elsewhere.log.read() as view:
        segment = view.segment(ada.stream(), 0)
    assert segment is not None
    batch = Batch(segment.stream, 1, segment.data, segment.seal, segment.public_key)
    world.inject(ada, link, encode(batch))
    assert copy.author == ada.log.author
    assert ada.heads() == {ada.stream(): 2}
    assert ada.told(ForkFound) == []
