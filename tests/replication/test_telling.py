"""HAVE tells what moved until it is acknowledged, and nothing when digests are equal."""

from __future__ import annotations

import pytest

from core.identity import StreamId
from core.log.entry import Head
from replication.holdings import Holdings
from replication.limits import FULL_HAVE_TICKS, HAVE_HEADS_PAGE, HAVE_ROUNDS_KEPT, PROTOCOL_VERSION
from replication.messages import EVERYTHING, Ack, Have, Hello
from replication.peer import Peer
from replication.sending import Outbox
from replication.telling import Teller
from replication.wire import DIGEST_BYTES, decode
from tests.replication.wire_world import World

OTHER_DIGEST = b"?" * DIGEST_BYTES


def stream(number: int, scope: str = "company") -> StreamId:
    return StreamId(number.to_bytes(16, "big"), 1, scope)


class Desk:
    """A teller with so many streams held, and one peer that has just said HELLO."""

    def __init__(self, streams: int, scopes: tuple[str, ...] = (EVERYTHING,)) -> None:
        heads = {stream(number): Head(5, 5, bytes(32)) for number in range(streams)}
        self.holdings = Holdings(heads)
        self.outbox = Outbox()
        self.teller = Teller(self.holdings, self.outbox, (EVERYTHING,))
        self.peer = Peer(b"link", True, 1)
        self.peer.restart(
            Hello(PROTOCOL_VERSION, "acme", bytes(32), 1, "p", "hub", "", scopes, 2, 1, bytes(16))
        )
        self.teller.begin(self.peer)

    def tell(self) -> Have:
        self.teller.tell(self.peer)
        ((_, data),) = self.outbox.drain()
        message = decode(data)
        assert isinstance(message, Have)
        return message

    def acknowledge(self, have: Have) -> None:
        self.teller.on_ack(self.peer, Ack(have.round, (), 0))

    def move(self, number: int, sequence: int) -> None:
        before = self.holdings.sequence(stream(number))
        self.holdings.move(stream(number), Head(sequence, sequence, bytes(32)))
        self.teller.moved(self.peer, stream(number), before)


def test_everything_is_told_at_first_and_again_until_it_is_acknowledged() -> None:
    desk = Desk(3)
    assert (
        desk.tell().heads
        == desk.tell().heads
        == tuple(map(desk.holdings.claim, map(stream, range(3))))
    )


def test_the_newest_heads_come_first_and_ours_before_others_of_the_same_time() -> None:
    ours = stream(2)
    stamps = {stream(1): 7, ours: 7, stream(3): 9, stream(4): 1}
    holdings = Holdings({s: Head(1, hlc, bytes(32)) for s, hlc in stamps.items()})
    outbox = Outbox()
    peer = Desk(0).peer
    teller = Teller(holdings, outbox, (EVERYTHING,), ours.author)
    teller.begin(peer)
    assert teller.tell(peer) == 4
    ((_, data),) = outbox.drain()
    told = decode(data)
    assert isinstance(told, Have)
    assert [claim.stream for claim in told.heads] == [stream(3), ours, stream(1), stream(4)]


def test_what_was_acknowledged_is_not_told_again() -> None:
    desk = Desk(3)
    desk.acknowledge(desk.tell())
    assert desk.tell().heads == ()
    desk.move(1, 6)
    assert [claim[:2] for claim in desk.tell().heads] == [(stream(1), 6)]


def test_an_acknowledgement_may_come_rounds_late() -> None:
    """On a slow link a tick is shorter than the way there and back."""
    desk = Desk(3)
    first = desk.tell()
    for _ in range(HAVE_ROUNDS_KEPT - 1):
        assert desk.tell().heads
    desk.acknowledge(first)
    assert desk.tell().heads == ()


def test_a_late_acknowledgement_does_not_cover_what_moved_since() -> None:
    desk = Desk(1)
    first = desk.tell()
    desk.move(0, 6)
    second = desk.tell()
    desk.acknowledge(first)
    assert desk.tell().heads == second.heads
    desk.acknowledge(second)
    assert desk.tell().heads == ()


def test_an_acknowledgement_of_a_round_never_said_is_nothing() -> None:
    desk = Desk(1)
    have = desk.tell()
    desk.acknowledge(have._replace(round=99))
    desk.acknowledge(have._replace(round=0))
    assert desk.tell().heads == have.heads


def test_what_the_peer_holds_is_not_told_to_it() -> None:
    desk = Desk(3)
    desk.peer.heard_of(stream(1), 5)
    desk.peer.heard_of(stream(2), 4)
    assert [claim.stream for claim in desk.tell().heads] == [stream(0), stream(2)]


def test_a_scope_the_peer_does_not_want_is_not_told() -> None:
    desk = Desk(1, scopes=("company",))
    foreign = stream(7, "branch:elsewhere")
    desk.holdings.move(foreign, Head(1, 1, bytes(32)))
    desk.teller.moved(desk.peer, foreign, 0)
    assert [claim.stream for claim in desk.tell().heads] == [stream(0)]


@pytest.mark.parametrize("more", [0, 1])
def test_more_heads_than_fit_into_one_have_are_told_in_several(more: int) -> None:
    desk = Desk(HAVE_HEADS_PAGE + more)
    first = desk.tell()
    assert len(first.heads) == HAVE_HEADS_PAGE
    desk.acknowledge(first)
    second = desk.tell()
    assert len(second.heads) == more
    assert not set(first.heads) & set(second.heads)


def test_equal_digests_mean_that_there_is_nothing_to_tell() -> None:
    desk = Desk(3)
    assert not desk.teller.compare(desk.peer, OTHER_DIGEST)
    assert desk.teller.compare(desk.peer, desk.holdings.digest)
    assert desk.tell().heads == ()
    assert desk.peer.holds(stream(2)) == 5


def test_on_a_link_that_stands_by_only_a_sign_of_life_is_given() -> None:
    desk = Desk(3)
    desk.peer.standby = True
    assert desk.tell() == Have(0, (), desk.holdings.digest)


def test_lanes_are_told_after_what_they_branch_off_however_new_they_are() -> None:
    desk = Desk(3)
    lane = stream(1).lane(4, bytes(32))
    desk.holdings.move(lane, Head(9, 9, bytes(32)))
    desk.teller.begin(desk.peer)
    assert [claim.stream for claim in desk.tell().heads][-1] == lane


def hear_quiet(desk: Desk, ticks: int, digest: bytes = OTHER_DIGEST) -> None:
    for number in range(ticks):
        desk.teller.on_have(desk.peer, Have(number, (), digest))


def test_unlike_digests_that_stay_are_answered_with_everything_again() -> None:
    """The last net: one of us is wrong about the other, and cannot know which."""
    desk = Desk(3)
    for number in range(3):
        desk.peer.heard_of(stream(number), 9)
    assert desk.tell().heads == ()
    hear_quiet(desk, FULL_HAVE_TICKS)
    assert desk.tell().heads == ()
    hear_quiet(desk, 1)
    full = desk.tell()
    assert len(full.heads) == 3
    desk.acknowledge(full)
    assert desk.tell().heads == ()


def test_a_peer_that_tells_all_again_does_not_keep_us_from_it() -> None:
    """Where each knows another history, both must tell, or none hears of the other's."""
    desk = Desk(3)
    desk.acknowledge(desk.tell())
    claims = (desk.holdings.claim(stream(0)),)
    for _ in range(2):
        hear_quiet(desk, FULL_HAVE_TICKS // 2)
        desk.teller.on_have(desk.peer, Have(0, claims, OTHER_DIGEST))
    hear_quiet(desk, 1)
    assert len(desk.tell().heads) == 3


def test_while_either_side_moves_unlike_digests_are_no_wonder() -> None:
    desk = Desk(1)
    desk.acknowledge(desk.tell())
    for number in range(3 * FULL_HAVE_TICKS):
        hear_quiet(desk, 1, digest=number.to_bytes(DIGEST_BYTES, "big"))
    assert desk.tell().heads == ()


def test_in_a_world_at_rest_only_signs_of_life_are_said() -> None:
    world = World()
    nodes = world.add_all("abc")
    world.join_all(nodes)
    for node in nodes:
        node.sell(5)
    world.pass_time(5)
    before = len(world.sent)
    world.pass_time(100)
    said = [sent.message for sent in world.sent[before:]]
    assert all(isinstance(message, Have) and not message.heads for message in said)
    assert 6 * 75 <= len(said) <= 6 * 134, "one a tick on each side of each link"


def test_a_have_tells_only_what_moved_since() -> None:
    world = World()
    ada, bob, cyd = world.add_all("abc")
    world.join(ada, bob)
    world.join(bob, cyd)
    for node in (ada, bob, cyd):
        node.sell(2)
        node.sell(2, scope="company")
    world.pass_time(5)
    before = len(world.sent)
    ada.sell()
    world.pass_time(3)
    told = {claim for have in world.messages(Have, since=before) for claim in have.heads}
    assert {claim[:2] for claim in told} <= {(ada.stream(), 3)}


def test_of_what_a_peer_does_not_take_nothing_is_remembered_and_nothing_told() -> None:
    desk = Desk(1, scopes=("company",))
    foreign = stream(7, "branch:b")
    desk.holdings.move(foreign, Head(3, 3, bytes(32)))
    assert desk.teller.compare(desk.peer, desk.teller.digest(desk.peer))
    for sequence in (4, 5):
        before = desk.holdings.sequence(foreign)
        desk.holdings.move(foreign, Head(sequence, sequence, bytes(32)))
        desk.teller.moved(desk.peer, foreign, before)
    assert desk.peer.holds(foreign) == 0
    assert (desk.peer.theirs, desk.peer.news) == ({}, {})
