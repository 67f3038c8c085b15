"""When to dial again, who stands in for whom, and that nobody is dialed in one instant."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from replication.dialing import Dial, Dialer, HangUp
from replication.redialing import (
    AWAY_S,
    FAR_BASE_S,
    FAR_CAP_S,
    FORGIVE_S,
    HURRY_S,
    NEAR_CAP_S,
    STEADY_S,
)
from replication.transport import PeerAddress
from replication.views import HUB_ROLE, Contact
from tests.replication.dialing_town import ANSWER_S, Town
from tests.replication.test_views import connected, contact, fleet

ADA, BOB = contact("ADA", "B1"), contact("BOB", "B1")


class Caller:
    """One dialer, driven by hand."""

    def __init__(self, *contacts: Contact, own: Contact = ADA) -> None:
        self.dialer = Dialer(own, random.Random(1))
        self.dialer.know(contacts, 0.0)

    def next_dial(self, now: float = 0.0) -> tuple[float, Dial]:
        """Let time pass until somebody is dialed."""
        for _ in range(100):
            while (action := self.dialer.next_action()) is not None:
                if isinstance(action, Dial):
                    return now, action
            timer = self.dialer.next_timer()
            assert timer is not None
            now = max(now, timer)
            self.dialer.handle_timer(now)
        raise AssertionError("nobody is dialed")


def test_a_peer_that_is_up_is_not_dialed_and_wants_no_timer() -> None:
    caller = Caller(BOB)
    now, _ = caller.next_dial()
    caller.dialer.up("BOB", now)
    caller.dialer.handle_timer(now + STEADY_S)
    assert caller.dialer.next_action() is None
    assert caller.dialer.next_timer() == AWAY_S, "then it looks for a way without any hub"
    caller.dialer.handle_timer(AWAY_S)
    assert caller.dialer.next_timer() is None


def test_a_new_address_of_a_missed_peer_is_tried_at_once_and_in_turn() -> None:
    caller = Caller(BOB)
    now, first = caller.next_dial()
    assert first.peer == BOB.peer_address
    caller.dialer.down("BOB", now)
    caller.dialer.heard("BOB", "tcp://found:1", now)
    later, second = caller.next_dial(now)
    assert (later, second.peer.address) == (now, "tcp://found:1")
    caller.dialer.down("BOB", later)
    later, third = caller.next_dial(later)
    assert third.peer.address == BOB.address
    caller.dialer.down("BOB", later)
    caller.dialer.know([BOB._replace(address="tcp://moved:1", branch="", role="")], later)
    later, fourth = caller.next_dial(later)
    assert fourth.peer.address == "tcp://found:1"
    caller.dialer.down("BOB", later)
    _, fifth = caller.next_dial(later)
    assert fifth.peer.address == "tcp://moved:1"


def test_in_a_hurry_who_is_missed_is_dialed_at_once_and_who_is_up_left_alone() -> None:
    caller = Caller(BOB, contact("EVE", "B1"))
    dialed = {caller.next_dial()[1].peer.name, caller.next_dial()[1].peer.name}
    assert dialed == {"BOB", "EVE"}
    caller.dialer.up("EVE", 1.0)
    for now in (1.0, 2.0, 3.0):
        caller.dialer.down("BOB", now)
        caller.dialer.hurry(now)
        later, dial = caller.next_dial(now)
        assert (later, dial.peer.name) == (now, "BOB")
        assert caller.dialer.next_action() is None


def test_lies_about_an_address_neither_replace_the_trusted_one_nor_hurry_us_on() -> None:
    caller = Caller(BOB)
    now, _ = caller.next_dial()
    caller.dialer.heard("nobody", "tcp://lie:1", now)
    tried, waits = [], []
    while now < 300:
        caller.dialer.down("BOB", now)
        for number in range(5):
            caller.dialer.heard("BOB", f"tcp://lie{now}{number}:1", now)
        later, dial = caller.next_dial(now)
        tried.append(dial.peer.address)
        waits.append(later - now)
        now = later + ANSWER_S
    assert tried.count(BOB.address) >= 0.4 * len(tried)
    assert sum(wait == 0.0 for wait in waits) <= 300 / HURRY_S + 1


def test_a_peer_without_an_address_is_held_where_it_is_heard_and_not_before() -> None:
    dialer = Dialer(ADA, random.Random(1))
    nowhere = BOB._replace(address="")
    dialer.know([nowhere], 0.0)
    assert dialer.held == frozenset()
    dialer.heard("BOB", "tcp://found:1", 5.0)
    assert dialer.held == {"BOB"}
    timer = dialer.next_timer()
    assert timer is not None
    now = timer
    dialer.handle_timer(now)
    first = Dial(PeerAddress("BOB", "tcp://found:1", BOB.curve_public_key))
    assert dialer.next_action() == first
    dialer.heard("BOB", "tcp://moved:1", now)
    addresses = set()
    for _ in range(4):
        dialer.down("BOB", now)
        timer = dialer.next_timer()
        assert timer is not None
        now = timer
        dialer.handle_timer(now)
        action = dialer.next_action()
        assert isinstance(action, Dial)
        addresses.add(action.peer.address)
    assert addresses == {"tcp://found:1", "tcp://moved:1"}
    dialer.know([nowhere], now)
    assert dialer.held == {"BOB"}, "what is not said takes back nothing"


def test_who_is_nowhere_takes_nobodys_place() -> None:
    everybody = fleet({"B1": 30}, 2)
    dialer = Dialer(everybody["B1T0"], random.Random(1))
    dialer.know([each._replace(address="") for each in everybody.values()], 0.0)
    found = [name for name in sorted(everybody) if name != "B1T0"][:6]
    for name in found:
        dialer.heard(name, f"tcp://{name}:1", 1.0)
    assert dialer.held == set(found)


def test_another_key_replaces_what_was_known_of_a_name() -> None:
    caller = Caller(BOB)
    now, _ = caller.next_dial()
    caller.dialer.up("BOB", now)
    changed = BOB._replace(curve_public_key=b"k" * 32, address="tcp://new:1")
    caller.dialer.know([changed], now)
    assert caller.dialer.next_action() == HangUp("BOB")
    _, dial = caller.next_dial(now)
    assert dial.peer == changed.peer_address


def test_a_forgotten_peer_is_hung_up_on_and_never_dialed_again() -> None:
    caller = Caller(BOB)
    now, _ = caller.next_dial()
    caller.dialer.forget(["BOB", "nobody"], now)
    assert caller.dialer.next_action() == HangUp("BOB")
    caller.dialer.handle_timer(now + 100)
    caller.dialer.up("BOB", now + 100)
    caller.dialer.down("BOB", now + 100)
    assert caller.dialer.next_action() is None
    assert caller.dialer.held == frozenset()


def test_nobody_dials_itself() -> None:
    assert Caller(ADA, BOB).dialer.held == {"BOB"}


def test_a_hub_learned_of_from_its_hello_is_waited_for_like_one() -> None:
    hub = Contact("HUB", "tcp://hub:1", bytes(32), pinned=True)
    caller = Caller(hub)
    now, _ = caller.next_dial()
    caller.dialer.up("HUB", now)
    caller.dialer.learn("HUB", "HQ", HUB_ROLE, now)
    caller.dialer.down("HUB", now)
    later, _ = caller.next_dial(now)
    assert later - now >= FAR_BASE_S


def test_a_stand_in_is_taken_for_who_stays_away_and_let_go_when_it_is_back() -> None:
    town = Town(fleet({"B1": 30}, 2))
    town.pass_time(10)
    before = town.links()
    first = before["B1T0"][2]
    town.kill(first)
    town.pass_time(AWAY_S - 1)
    assert town.hangups == []
    assert len(town.up["B1T0"]) == len(before["B1T0"]) - 1
    town.pass_time(5)
    assert len(town.up["B1T0"]) == len(before["B1T0"])
    assert town.hangups == []
    town.revive(first)
    town.pass_time(NEAR_CAP_S + STEADY_S + 1)
    assert town.links() == before
    held = [peer for _, name, peer in town.hangups if name == "B1T0"]
    assert len(held) == 1


def test_a_peer_that_comes_and_goes_takes_nobodys_place() -> None:
    town = Town(fleet({"B1": 30}, 2))
    town.pass_time(10)
    first = town.links()["B1T0"][2]
    town.kill(first)
    town.pass_time(AWAY_S + 5)
    for _ in range(20):
        town.revive(first)
        town.pass_time(STEADY_S / 2)
        town.kill(first)
        town.pass_time(0.5)
    assert town.hangups == []


def test_a_dead_stand_in_is_passed_over_and_forgiven_later() -> None:
    everybody = fleet({"B1": 30}, 2)
    town = Town(everybody)
    town.pass_time(10)
    ring = sorted(name for name in everybody if name.startswith("B1"))
    dead = [ring[number] for number in (1, 2, 3, 4, 5)]
    town.kill(*dead)
    town.pass_time(4 * AWAY_S)
    assert len(town.up["B1T0"]) == 4 + 2
    tried = len([1 for _, name, peer in town.dials if name == "B1T0" and peer == ring[3]])
    assert tried > 0
    town.pass_time(2 * FORGIVE_S)
    again = len([1 for _, name, peer in town.dials if name == "B1T0" and peer == ring[3]])
    assert again > tried
    assert len(town.up["B1T0"]) == 4 + 2, "what works is not let go for a try"


def test_without_its_hubs_a_branch_finds_the_next_and_comes_back() -> None:
    town = Town(fleet({"B1": 6, "B2": 6}, 2))
    town.pass_time(10)
    alone = {name for name in town.everybody if not name.startswith("HUB")}
    assert connected(town.links(), alone) is False
    town.kill("HUB0", "HUB1")
    town.pass_time(AWAY_S + 1)
    assert connected(town.links(), alone)
    town.revive("HUB0")
    town.pass_time(FAR_CAP_S + STEADY_S + 1)
    assert connected(town.links(), alone | {"HUB0"})
    assert connected(town.links(), alone) is False


@given(st.integers(1, 14), st.integers(1, 14), st.integers(0, 2), st.data())
@settings(max_examples=15, deadline=None)
def test_whoever_dies_all_who_live_are_connected_again(
    first: int, second: int, hubs: int, data: st.DataObject
) -> None:
    everybody = fleet({"B1": first, "B2": second}, hubs)
    dead = data.draw(st.sets(st.sampled_from(sorted(everybody)), max_size=len(everybody) - 1))
    town = Town(everybody)
    town.pass_time(10)
    town.kill(*dead)
    # Each slot passes over one that is dead in AWAY_S, and hubs are given up after it.
    town.pass_time((len(dead) + 3) * AWAY_S)
    assert connected(town.links(), set(everybody) - dead)
    town.revive(*dead)
    town.pass_time(FAR_CAP_S + FORGIVE_S + AWAY_S)
    assert connected(town.links(), set(everybody))
