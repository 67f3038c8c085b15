"""The virtual network: links, delays, rules."""

from __future__ import annotations

import random

import pytest

from simulations.kernel import Kernel
from simulations.network import DROP, PASS, Channel, Delays, Network, Verdict


class Ear:
    """Somebody who listens and writes everything down."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.heard: list[tuple[int, bytes]] = []
        self.links: list[tuple[bytes, bool]] = []
        self.gone: list[bytes] = []

    def opened(self, link: bytes, *, dialed: bool) -> None:
        self.links.append((link, dialed))

    def arrived(self, link: bytes, data: bytes) -> None:
        self.heard.append((self._kernel.now_us, data))

    def closed(self, link: bytes) -> None:
        self.gone.append(link)

    @property
    def words(self) -> list[bytes]:
        return [data for _, data in self.heard]


class Always:
    """A rule with one verdict; it counts how often it was asked."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.asked = 0

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        self.asked += 1
        return self.verdict


class Pair:
    """Two ends and a link that bob dials."""

    def __init__(self, delays: Delays = Delays(100, 0, True)) -> None:  # noqa: B008
        self.kernel = Kernel()
        self.network = Network(self.kernel, random.Random(1), delays)
        self.ada, self.bob = self.network.add_end("ada"), self.network.add_end("bob")
        self.network.add_link(self.bob, self.ada)
        self.at_ada, self.at_bob = Ear(self.kernel), Ear(self.kernel)
        self.network.attach(self.ada, self.at_ada)
        self.network.attach(self.bob, self.at_bob)

    def say(self, *words: bytes) -> None:
        for word in words:
            self.network.send(self.bob, b"dada", word)


def test_a_message_takes_the_delay_of_its_link() -> None:
    pair = Pair()
    pair.say(b"hello")
    pair.kernel.run_until(99)
    assert pair.at_ada.heard == []
    pair.kernel.run_until(100)
    assert pair.at_ada.heard == [(100, b"hello")]
    assert (pair.network.messages, pair.network.bytes, pair.network.lost) == (1, 5, 0)


@pytest.mark.parametrize("in_order", [True, False])
def test_order_is_kept_only_on_links_that_keep_it(in_order: bool) -> None:
    pair = Pair(Delays(0, 10_000, in_order))
    words = [b"%03d" % number for number in range(100)]
    pair.say(*words)
    pair.kernel.run_until(10**6)
    assert sorted(pair.at_ada.words) == words
    assert (pair.at_ada.words == words) is in_order


def test_the_first_rule_that_does_not_pass_a_packet_decides() -> None:
    pair = Pair()
    rules = [Always(PASS), Always(DROP), Always((5, 10))]
    pair.network.rules = rules
    pair.say(b"hello")
    pair.kernel.run_until(1_000)
    assert pair.at_ada.words == []
    assert [rule.asked for rule in rules] == [1, 1, 0]
    assert pair.network.lost == 1


def test_a_rule_may_delay_a_packet_and_have_it_come_twice() -> None:
    pair = Pair()
    pair.network.rules = [Always((50, 300))]
    pair.say(b"hello")
    pair.kernel.run_until(1_000)
    assert pair.at_ada.heard == [(150, b"hello"), (400, b"hello")]


def test_what_was_sent_to_a_former_life_does_not_reach_the_next() -> None:
    pair = Pair()
    pair.say(b"old")
    pair.network.detach(pair.ada)
    again = Ear(pair.kernel)
    pair.network.attach(pair.ada, again)
    pair.say(b"new")
    pair.kernel.run_until(1_000)
    assert again.words == [b"new"]
    assert again.links == [(b"rbob", False)]


def test_two_nodes_may_dial_one_another() -> None:
    pair = Pair()
    pair.network.add_link(pair.ada, pair.bob)
    assert pair.network.send(pair.ada, b"dbob", b"by my own link")
    pair.kernel.run_until(1_000)
    assert pair.at_bob.links == [(b"dada", True), (b"rada", False)]
