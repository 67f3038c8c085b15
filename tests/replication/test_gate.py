"""The gate between replicas: strangers, newcomers, revoked nodes and what they sold."""

from __future__ import annotations

import pytest

from core.identity import COMPANY_SCOPE, StreamId
from replication.limits import PROTOCOL_VERSION
from replication.messages import Batch, Hello, Stop, Want
from replication.notices import ExtendRevocation, Misbehaved, PeerUp, Revoked
from replication.wire import encode
from tests.companies import Company, say_enrolled
from tests.replication.wire_node import SCOPE, CheapSigner, Node
from tests.replication.wire_world import World

IDLE_S = 12.0
"""Longer than the last net of the protocol takes."""


def enrolled(names: str = "abc", seed: int = 0) -> tuple[World, list[Node]]:
    """Return a world whose first node founded the company and enrolled the others."""
    company = Company(CheapSigner)
    world = World(seed=seed, company=company)
    company.enrol(names[0], may_invite=True)
    founder = world.add(names[0])
    for name in names[1:]:
        founder.enrol(name)
    return world, [founder, *(world.add(name) for name in names[1:])]


def refusals(node: Node) -> list[str]:
    return [notice.reason for notice in node.told(Misbehaved)]


def idle(world: World) -> None:
    """Let time pass, and see that nobody has anything left to say."""
    world.pass_time(IDLE_S)
    before = len(world.sent)
    world.pass_time(IDLE_S)
    said = {type(sent.message).__name__ for sent in world.sent[before:]}
    assert not said & {"Batch", "Want", "Stop", "Presync"}


def test_enrolled_nodes_agree_and_fall_idle() -> None:
    world, nodes = enrolled()
    world.join_all(nodes)
    for node in nodes:
        node.sell(3)
    world.until_level(5.0)
    assert [refusals(node) for node in nodes] == [[], [], []]
    idle(world)


def test_a_newcomer_shows_its_certificate_to_whoever_has_not_heard_of_it() -> None:
    world, (founder, old, new) = enrolled()
    world.join(new, old)
    new.sell(2)
    old.sell(2)
    world.until_level(5.0, [new, old])
    assert old.members() == {"a": False, "b": False, "c": False}
    assert founder.heads().keys().isdisjoint(new.heads())


def test_what_a_newcomer_told_before_its_greeting_arrived_is_wanted_once_it_is_known() -> None:
    world, (_, old, new) = enrolled()
    new.sell(2)
    # It hears that it was heard, and tells of all it holds; that it answers is lost meanwhile.
    world.drop = lambda sent: sent.sender == new.name and bool(getattr(sent.message, "answers", 0))
    world.join(new, old)
    world.until(lambda: old.members().get(new.name) is False, 5.0)
    world.heal()
    world.until_level(5.0, [old, new])


def test_a_node_without_a_certificate_is_refused_in_a_sentence() -> None:
    world, (founder, _, _) = enrolled()
    eve = world.add("eve")
    world.join(eve, founder)
    eve.sell(1)
    world.pass_time(IDLE_S)
    assert eve.stream() not in founder.heads()
    assert refusals(founder) == [
        "eve shows no certificate of this company; "
        "let it join by an invitation from a node that may invite."
    ]
    assert not founder.told(PeerUp)


def test_a_node_of_another_company_of_the_same_name_is_refused() -> None:
    world, (founder, _, _) = enrolled()
    other = Company(CheapSigner, "other")
    assert world.company is not None
    world.company.certificates["eve"] = other.enrol("eve")
    eve = world.add("eve")
    world.join(eve, founder)
    world.pass_time(IDLE_S)
    assert not founder.told(PeerUp)


@pytest.mark.parametrize("key", [b"k" * 32, b""])
def test_whoever_does_not_prove_the_key_its_certificate_names_is_refused(key: bytes) -> None:
    """A HELLO claims who speaks; the key of the link proves it."""
    world, (founder, till, _) = enrolled()
    founder.replica.connected(b"?", world.now, dialed=False, key=key)
    named = (till.config.public_key, 1, "b", "till", "b", ("*",), 7, 0, bytes(16))
    hello = Hello(PROTOCOL_VERSION, "acme", *named)
    founder.replica.receive(encode(hello), b"?", world.now)
    world.pump(founder)
    (reason,) = refusals(founder)
    assert "a key that its certificate does not name" in reason


def test_a_node_refused_as_a_stranger_is_welcome_once_it_is_enrolled() -> None:
    world, (founder, till, _) = enrolled()
    late = world.add("late")
    world.join(founder, till)
    world.join(till, late)
    late.sell(2)
    world.pass_time(3.0)
    assert late.stream() not in till.heads()
    founder.enrol("late")
    assert world.company is not None
    say_enrolled(late.log, world.company.certificates["late"])
    late.ring()
    world.until(lambda: late.stream() in till.heads(), 5.0)
    world.until_level(5.0, [founder, till, late])
    idle(world)


def test_streams_of_a_stranger_are_not_wanted_and_come_when_it_is_known() -> None:
    world, (founder, till, _) = enrolled()
    # This till kept records from before it had a company: nobody asked for certificates.
    gate, till.log.admission = till.log.admission, None
    ghost = World(seed=9).add("ghost")
    ghost.sell(3)
    _copy(ghost, till, ghost.stream())
    till.log.admission = gate
    till.replica.imported()
    world.join(founder, till)
    world.pass_time(IDLE_S)
    assert ghost.stream() not in founder.heads()
    assert not [w for w in world.messages(Want) if ghost.stream() in dict(w.ranges)]
    founder.enrol("ghost")
    world.until(lambda: ghost.stream() in founder.heads(), 15.0)
    world.until_level(5.0, [founder, till])


def _copy(source: Node, target: Node, stream: StreamId) -> None:
    with source.log.read() as view:
        segment = view.segment(stream, 0)
    assert segment is not None
    target.log.ingest(segment.stream, 1, segment.data, segment.seal, segment.public_key)


def test_a_revoked_till_is_told_and_hears_no_more() -> None:
    world, (founder, till, thief) = enrolled()
    world.join_all([founder, till, thief])
    thief.sell(3)
    world.until_level(5.0)
    founder.revoke(thief)
    world.pass_time(1.0)
    assert thief.members()["c"]
    assert [notice.name for notice in founder.told(Revoked)] == ["c"]
    assert [notice.name for notice in till.told(Revoked)] == ["c"]
    said = len(world.sent)
    thief.sell(5)
    founder.sell(1)
    world.until_level(3.0, [founder, till])
    world.pass_time(IDLE_S)
    assert founder.heads()[thief.stream()] == till.heads()[thief.stream()] == 3
    assert not world.messages(Batch, receiver="c", since=said)
    assert thief.heads()[thief.stream()] == 8  # it goes on selling


def test_what_was_sold_and_had_reached_anybody_stays() -> None:
    world, (founder, till, thief) = enrolled()
    world.join_all([founder, till, thief])
    world.until_level(5.0)
    world.cut(founder, till)
    world.cut(founder, thief)
    thief.sell(4)
    world.until(lambda: till.heads().get(thief.stream()) == 4, 2.0)
    founder.revoke(thief)
    assert thief.stream() not in founder.heads()
    world.mend()
    world.cut(founder, thief)
    world.until(lambda: founder.heads().get(thief.stream()) == 4, 10.0)
    world.until_level(5.0, [founder, till])
    assert founder.heads()[thief.stream()] == 4
    (extension,) = till.told(ExtendRevocation)
    assert extension.heads == {(1, SCOPE): 4}
    idle(world)


def test_what_a_thief_sells_later_reaches_nobody_who_knows() -> None:
    world, (founder, till, thief) = enrolled()
    world.join(founder, till)
    world.until_level(5.0, [founder, till])
    founder.revoke(thief)
    world.until_level(5.0, [founder, till])
    world.join(thief, till)
    thief.sell(4)
    world.pass_time(IDLE_S)
    assert till.told(Revoked)
    assert thief.stream() not in till.heads()


def test_a_revoked_node_that_starts_anew_is_refused_again() -> None:
    world, (founder, till, thief) = enrolled()
    world.join_all([founder, till, thief])
    world.until_level(5.0)
    founder.revoke(thief)
    world.pass_time(2.0)
    world.restart(thief)
    thief.sell(1)
    world.pass_time(IDLE_S)
    assert thief.stream() not in founder.heads()
    assert len(founder.told(Revoked)) == 2


def test_an_inviter_s_revocation_takes_its_unknown_enrolments_along() -> None:
    world, (founder, till, _) = enrolled()
    founder.enrol("chief", may_invite=True)
    chief = world.add("chief")
    world.join_all([founder, till, chief])
    world.until_level(5.0, [founder, till, chief])
    world.cut(chief, founder)
    world.cut(chief, till)
    chief.enrol("crook")
    crook = world.add("crook")
    founder.revoke(chief)
    world.until_level(5.0, [founder, till])
    world.join(crook, till)
    crook.sell(2)
    world.pass_time(IDLE_S)
    assert crook.stream() not in till.heads()
    assert crook.stream(COMPANY_SCOPE) not in till.heads()


def test_a_restart_finishes_an_extension_that_was_left_undone() -> None:
    world, (founder, till, thief) = enrolled()
    world.join_all([till, thief])
    thief.sell(4)
    world.until_level(5.0, [till, thief])
    world.hang_up(till, next(iter(till.links)))
    extend, till.extend = till.extend, lambda notice: None  # type: ignore[method-assign]
    founder.revoke(thief)
    world.join(founder, till)
    world.until(lambda: bool(till.told(ExtendRevocation)), 5.0)
    assert thief.stream() not in founder.heads()
    till.extend = extend  # type: ignore[method-assign]
    world.restart(till)
    world.until(lambda: founder.heads().get(thief.stream()) == 4, 10.0)
    world.until_level(5.0, [founder, till])


def relayed() -> tuple[World, list[Node]]:
    """Return a founder who hears of the thief through a till only, all level."""
    world, nodes = enrolled()
    founder, till, thief = nodes
    world.join(founder, till)
    world.join(till, thief)
    thief.sell(2)
    world.until_level(5.0)
    return world, nodes


def test_what_is_refused_today_is_taken_when_the_closing_head_was_extended() -> None:
    world, (founder, till, thief) = relayed()
    world.drop = lambda sent: (sent.sender, sent.receiver) == ("a", "b")
    founder.revoke(thief)
    for _ in range(3):
        thief.sell(1)
        world.pass_time(0.3)
    assert till.heads()[thief.stream()] == 5
    # Refused once; what the till relays from then on is not even looked at.
    assert [stop.streams for stop in world.messages(Stop, sender="a")] == [(thief.stream(),)]
    assert founder.heads()[thief.stream()] == 2
    assert not refusals(founder)
    world.heal()
    world.until(lambda: founder.heads()[thief.stream()] == 5, 10.0)
    world.until_level(5.0, [founder, till])
    idle(world)


def test_nobody_goes_on_asking_for_what_is_closed() -> None:
    world, (founder, till, thief) = relayed()
    world.drop = lambda sent: isinstance(sent.message, Batch) and sent.receiver == "a"
    thief.sell(3)
    world.until(lambda: thief.stream() in founder.replica.receiver.behind, 5.0)
    world.cut(founder, till)
    founder.revoke(thief)
    assert thief.stream() not in founder.replica.receiver.behind
    said = len(world.sent)
    world.pass_time(5.0)
    wants = world.messages(Want, sender="a", since=said)
    assert not [want for want in wants if thief.stream() in dict(want.ranges)]
    world.heal()
    world.until(lambda: founder.heads()[thief.stream()] == 5, 15.0)
