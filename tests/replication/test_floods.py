"""Whoever says too much is not listened to, and nobody else waits for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.errors import MalformedError
from core.identity import StreamId
from core.log.seal import Seal
from replication.hearing import TOO_LOUD
from replication.limits import (
    HAVE_HEADS_MAX,
    HAVE_HEADS_PAGE,
    TALK_BYTES,
    TALK_COST,
    TALK_COST_ASKING,
    TALK_COST_FAULT,
    TALK_COST_HELLO,
    TALK_LOUD,
    TALK_MAX,
    TALK_S,
    WINDOW_BYTES,
)
from replication.messages import (
    Ack,
    Batch,
    ForkAsk,
    ForkTell,
    Have,
    HeadClaim,
    Hello,
    Message,
    Presync,
    Rows,
    RowsAck,
    RowsWant,
    Stop,
    Want,
)
from replication.notices import Misbehaved
from replication.peer import Peer
from replication.talk import Talk, kind_of
from replication.wire import decode, encode
from tests.replication.test_forgery import liar_at
from tests.replication.wire_node import SCOPE, Node
from tests.replication.wire_world import World

STREAM = StreamId(bytes(16), 1, SCOPE)

MESSAGES: tuple[Message, ...] = (
    Hello(2, "acme", bytes(32), 1, "a", "till", "b", ("*",), 1, 0, bytes(16)),
    Have(1, (), bytes(16)),
    Ack(1, (), 0),
    Want((), 0),
    Stop(()),
    Presync(0, 0),
    Batch(STREAM, 1, b"", Seal(bytes(64)), b""),
    ForkAsk(STREAM, ()),
    ForkTell(STREAM, ()),
    RowsWant(1, True, ()),
    Rows(1, ()),
    RowsAck(1),
)


def test_the_kind_of_every_message_is_known_before_it_is_read() -> None:
    assert [kind_of(encode(message)) for message in MESSAGES] == list(range(1, 13))
    for data in (b"", b"\x97", b"\xdc\x00\x07\x07", b"\x97\xcc\x07", b"\xff\x07"):
        assert kind_of(data) == 0


def test_what_is_written_in_another_way_is_not_free() -> None:
    long = encode(Batch(STREAM, 1, b"", Seal(bytes(64)), b""))
    long = b"\xdc\x00" + bytes([long[0] & 0x0F]) + long[1:]
    assert isinstance(decode(long), Batch)
    talk = Talk()
    talk.is_heard(long, 0.0)
    assert talk.spent >= TALK_COST


def test_who_has_spent_all_is_heard_again_after_a_second() -> None:
    talk, data = Talk(), encode(Have(1, (), bytes(16)))
    said = 0
    while talk.is_heard(data, 5.0):
        said += 1
    assert said == TALK_MAX // TALK_COST
    assert not talk.is_heard(encode(MESSAGES[6]), 5.0 + TALK_S / 2)
    assert talk.is_heard(data, 5.0 + TALK_S)


def test_events_and_what_answers_ours_cost_nothing() -> None:
    talk = Talk()
    for message in MESSAGES:
        spent = talk.spent
        assert talk.is_heard(encode(message), 0.0)
        free = isinstance(message, Batch | Ack | Rows | RowsAck)
        assert (talk.spent == spent) is free


def test_the_heads_of_a_large_chain_and_its_orders_are_heard_within_a_second() -> None:
    claims = tuple(HeadClaim(STREAM, 1_000_000, bytes(8)) for _ in range(HAVE_HEADS_PAGE))
    page = TALK_COST + len(encode(Have(1, claims, bytes(16)))) // TALK_BYTES
    assert 30_000 // HAVE_HEADS_PAGE * (page + TALK_COST_ASKING) + 4 * TALK_COST_HELLO < TALK_MAX


def siege() -> tuple[World, Node, Node, bytes, Peer]:
    """Return two honest nodes, and the link by which a liar reaches the first."""
    world = World()
    ada, bob = world.add_all("ab")
    ada.sell(3)
    world.join(ada, bob)
    link = liar_at(world, ada)
    world.pass_time(2)
    return world, ada, bob, link, ada.replica.peers[link]


def greeting(number: int) -> Message:
    hello = MESSAGES[0]
    assert isinstance(hello, Hello)
    return hello._replace(session=1_000 + number, public_key=b"l" * 32, name="l")


FLOODS: dict[str, tuple[Callable[[Node, int], Message], int]] = {
    "greetings": (lambda _, n: greeting(n), TALK_COST_HELLO),
    "orders": (lambda ada, _: Want(((ada.stream(), 0),), WINDOW_BYTES), TALK_COST_ASKING),
    "questions": (lambda ada, _: ForkAsk(ada.stream(), (1, 2, 3)), TALK_COST_ASKING),
    "signs of life": (lambda _, n: Have(n, (), bytes(16)), TALK_COST),
    "rows": (lambda _, n: RowsWant(n, True, ()), TALK_COST_ASKING),
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_is_answered_so_often_and_no_more_and_nobody_waits(flood: str) -> None:
    world, ada, bob, link, peer = siege()
    make, cost = FLOODS[flood]
    most = TALK_MAX // cost
    notices = len(ada.told(Misbehaved))
    answers = 0
    for number in range(2 * most):
        ada.replica.receive(encode(make(ada, number)), link, world.now)
        if number == most:
            bob.sell(1)
        if number % 64 == 0:
            said = ada.replica.messages_to_send(world.now)
            answers += sum(to == link for to, _ in said)
    world.pump(ada)
    assert answers <= 1.1 * most
    assert peer.talk.loud == 1
    assert len(ada.told(Misbehaved)) == notices
    world.until(lambda: ada.heads().get(bob.stream()) == 1, within_s=0.2)


def test_giant_heads_are_read_a_few_times_a_second() -> None:
    claims = tuple(HeadClaim(STREAM, 7, bytes(8)) for _ in range(HAVE_HEADS_MAX))
    talk, data = Talk(), encode(Have(1, claims, bytes(16)))
    assert sum(talk.is_heard(data, 0.0) for _ in range(40)) <= 3


def test_our_node_is_told_once_of_who_is_too_loud_for_three_seconds() -> None:
    world, ada, _, link, _ = siege()
    for second in range(2 * TALK_LOUD):
        for number in range(TALK_MAX // TALK_COST_HELLO + 2):
            ada.replica.receive(encode(greeting(number)), link, world.now + 2 * second)
        told = [one.reason for one in ada.replica._notices if isinstance(one, Misbehaved)]
        assert (TOO_LOUD in told) is (second + 1 >= TALK_LOUD)
    assert told.count(TOO_LOUD) == 1


def test_what_cannot_be_read_is_told_of_so_often_a_second_and_no_more() -> None:
    world, ada, _, link, _ = siege()
    before = len(ada.told(Misbehaved))
    with pytest.raises(MalformedError):
        decode(b"nonsense")
    for _ in range(3 * TALK_MAX // TALK_COST_FAULT):
        ada.replica.receive(b"nonsense", link, world.now)
    world.pump(ada)
    assert len(ada.told(Misbehaved)) - before <= TALK_MAX // TALK_COST_FAULT + 1


def test_a_new_session_does_not_begin_the_count_anew() -> None:
    world, ada, _, link, peer = siege()
    world.inject(ada, link, encode(Have(1, (), bytes(16))))
    spent = peer.talk.spent
    world.inject(ada, link, encode(greeting(1)))
    assert peer.talk.spent > spent
