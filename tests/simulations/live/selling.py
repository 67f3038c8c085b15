"""What every live test does: sell while the network is broken, heal it, and compare."""

from __future__ import annotations

from collections.abc import Callable

from simulations.live.fleet import GOODS, LiveFleet
from simulations.live.wire import Way, Wire, set_all

NAMES = ("A", "B", "C")

HEALED_WITHIN_S = 90.0
"""When all must agree: ZeroMQ takes six seconds to see that a connection is dead and two to
dial again, TCP may double its patience meanwhile, and the machine may be busy."""

SALE_WITHIN_S = 60.0
"""A sale never waits for the network, which is healed only when all are made; a busy machine
takes its time."""

BYTES_PER_EVENT_MAX = 6_000
"""Bytes said by all for each event that reached the two others, with HELLOs, HAVEs and what was
said again: ten times what was measured."""

PRICE_MINOR = int(str(GOODS[0]["price_minor"]))

ROUND_S = 0.25
ROUNDS = 8
LONG_ROUNDS = 28
"""Seven seconds: longer than ZeroMQ waits before it gives a connection up."""

Fault = Callable[[Wire], None]


def slow(wire: Wire) -> None:
    set_all(wire, NAMES, Way(delay_s=0.3))


def narrow(wire: Wire) -> None:
    set_all(wire, NAMES, Way(bytes_per_s=5_000))


def one_way(wire: Wire) -> None:
    """A hears everybody, and nobody hears A."""
    for name in NAMES[1:]:
        wire.set("A", name, Way(cut=True))


def flapping(wire: Wire) -> None:
    set_all(wire, NAMES, Way(flap_s=0.7))


def apart(wire: Wire) -> None:
    set_all(wire, NAMES, Way(cut=True))


def sell_broken_and_heal(fleet: LiveFleet, fault: Fault, rounds: int = ROUNDS) -> None:
    """Sell everywhere while a fault lasts, heal, and check that nothing was lost or doubled."""
    before = fleet.until_agreed(HEALED_WITHIN_S)
    fault(fleet.wire)
    receipts, longest_s = fleet.sell_for(rounds, ROUND_S)
    assert longest_s < SALE_WITHIN_S, "a sale waited for the network"
    assert len(set(receipts)) == len(receipts) == rounds * len(NAMES)
    known = [status["sales"] - before.sales for status in fleet.statuses()]
    if fault is apart:
        assert known == [rounds] * len(NAMES), "each knows its own"
    if fault is one_way:
        assert max(known[1:]) <= rounds * (len(NAMES) - 1), "nobody has heard of A's"
    fleet.wire.heal()
    after = fleet.until_agreed(HEALED_WITHIN_S)
    for status in fleet.statuses():
        assert status["sales"] - before.sales == len(receipts)
        assert status["sales_minor"] == PRICE_MINOR * status["sales"]
        assert status["alerts"] == []
        assert status["behind"] == 0
    said = after.replica_bytes - before.replica_bytes
    assert said / len(receipts) < BYTES_PER_EVENT_MAX
    print(f"{fault.__name__}: {after.since(before)}")
