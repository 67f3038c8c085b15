"""Two nodes find one another by multicast on loopback; of strangers nothing is learned."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from node import lan_discovery
from node.announcements import Announcement
from node.config import NodeConfig, PeerConfig
from node.lan_discovery import LanDiscovery
from replication.dialing import Dial, Dialer
from replication.views import Contact
from tests.node.multicast import needs_multicast

DEADLINE_S = 120.0
LOOKING = (PeerConfig(name="ZOE", key="00" * 32),)
"""Somebody to look for: else who listens on loopback takes no part."""

KEYS = {name: name.encode().ljust(32) for name in ("ADA", "BOB", "EVE", "CYD")}


class Lan:
    """Nodes on the loopback interface, where other tests of this machine are heard as well."""

    def __init__(self) -> None:
        self.nodes: list[LanDiscovery] = []
        self._company = uuid4().hex[:16]

    def start(self, name: str, port: int, *, company: str = "", key: bytes = b"") -> LanDiscovery:
        own = company or self._company
        config = NodeConfig(name=name, branch="B1", company=own, peers=LOOKING)
        found = lan_discovery.start(config, key or KEYS[name], port)
        assert found is not None
        self.nodes.append(found)
        return found


@pytest.fixture
def lan() -> Iterator[Lan]:
    made = Lan()
    yield made
    for node in made.nodes:
        node.close()


def hear(node: LanDiscovery, name: str) -> list[Announcement]:
    """Return what a node hears until it has heard a name."""
    deadline = time.monotonic() + DEADLINE_S
    heard: list[Announcement] = []
    while name not in {announcement.name for announcement in heard}:
        assert time.monotonic() < deadline, f"{name} is not heard"
        heard += node.heard()
    return heard


@needs_multicast
def test_two_nodes_of_a_company_find_one_another_and_hear_nothing_of_another(lan: Lan) -> None:
    lan.start("EVE", 5703, company="other")
    ada = lan.start("ADA", 5701)
    bob = lan.start("BOB", 5702)
    heard = hear(ada, "BOB")
    assert {(a.name, a.curve_public_key, a.addresses) for a in heard} == {
        ("BOB", KEYS["BOB"], ("tcp://127.0.0.1:5702",))
    }
    assert {a.name for a in hear(bob, "ADA")} == {"ADA"}


@needs_multicast
def test_only_a_key_that_is_known_gets_a_new_address(lan: Lan) -> None:
    ada = lan.start("ADA", 5701)
    dialer = Dialer(Contact("ADA", "", KEYS["ADA"], "B1"), random.Random(1))
    at_first = Contact("BOB", "tcp://127.0.0.1:1", KEYS["BOB"])
    dialer.know([at_first, Contact("CYD", "tcp://127.0.0.1:2", KEYS["CYD"])], 0.0)
    lan.start("BOB", 5702)
    lan.start("CYD", 5703, key=KEYS["EVE"])
    lan.start("EVE", 5704)
    heard: list[Announcement] = []
    for name in ("BOB", "CYD", "EVE"):
        if name not in {announcement.name for announcement in heard}:
            heard += hear(ada, name)
    ada._heard.extend(heard)
    ada.tell(dialer, 0.0)
    dials: set[tuple[str, str]] = set()
    for second in range(1, 60):
        dialer.handle_timer(float(second))
        while (action := dialer.next_action()) is not None:
            assert isinstance(action, Dial)
            dials.add(action.peer[:2])
            dialer.down(action.peer.name, float(second))
    assert dials == {
        ("BOB", "tcp://127.0.0.1:1"),
        ("BOB", "tcp://127.0.0.1:5702"),
        ("CYD", "tcp://127.0.0.1:2"),
    }


KNOWN = (PeerConfig(name="ZOE", address="tcp://127.0.0.1:5701", key="00" * 32),)


@pytest.mark.parametrize(
    ("wanted", "listen", "peers"),
    [
        (False, "tcp://*:5700", LOOKING),
        (True, "tcp://127.0.0.1:5700", KNOWN),
        (True, "tcp://eth0:5700", LOOKING),
    ],
)
def test_who_does_not_want_it_or_has_nobody_to_find_or_be_found_by_takes_no_part(
    wanted: bool, listen: str, peers: tuple[PeerConfig, ...]
) -> None:
    config = NodeConfig(name="ADA", branch="B1", discovery=wanted, listen=listen, peers=peers)
    assert lan_discovery.start(config, KEYS["ADA"], 5700) is None


def test_without_the_extra_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    monkeypatch.setattr(lan_discovery, "INSTALLED", False)
    config = NodeConfig(name="ADA", branch="B1", listen="tcp://*:5700")
    assert lan_discovery.start(config, KEYS["ADA"], 5700) is None
