"""Real tills, each in a network namespace of its own, over packets that are late or lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator

import pytest

from simulations.live import namespaces
from simulations.live.fleet import LiveFleet
from simulations.live.namespaces import PREFIX, PacketWire, remove_leftovers
from simulations.live.wire import Way, Wire, set_all
from tests.simulations.live.selling import (
    HEALED_WITHIN_S,
    LONG_ROUNDS,
    NAMES,
    ROUNDS,
    Fault,
    apart,
    flapping,
    one_way,
    sell_broken_and_heal,
    slow,
)

WHY_NOT = namespaces.why_not()
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=f"no namespaces here: {WHY_NOT}")


def lossy(wire: Wire) -> None:
    set_all(wire, NAMES, Way(loss=0.2))


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveFleet]:
    wire = PacketWire(NAMES, random.Random(7))
    try:
        with LiveFleet(tmp_path_factory.mktemp("fleet"), NAMES, wire) as started:
            yield started
    finally:
        wire.close()


@pytest.mark.parametrize(
    ("fault", "rounds"),
    [
        (lossy, ROUNDS),
        (slow, ROUNDS),
        (one_way, ROUNDS),
        (flapping, ROUNDS),
        (apart, ROUNDS),
        (one_way, LONG_ROUNDS),
        (apart, LONG_ROUNDS),
    ],
)
def test_tills_sell_on_a_broken_network_and_agree_when_it_is_healed(
    fault: Fault, rounds: int, fleet: LiveFleet
) -> None:
    lost = fleet.wire.carried.lost
    sell_broken_and_heal(fleet, fault, rounds)
    assert fleet.wire.carried.lost > lost or fault is slow


def test_a_network_that_loses_every_fifth_packet_is_enough_to_agree(fleet: LiveFleet) -> None:
    before = fleet.until_agreed(HEALED_WITHIN_S)
    lossy(fleet.wire)
    for name in NAMES:
        fleet.sell(name)
    after = fleet.until_agreed(2 * HEALED_WITHIN_S)
    fleet.wire.heal()
    assert after.sales == before.sales + 3
    assert after.carried.lost > before.carried.lost


def spaces() -> set[str]:
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True)
    return {name for name in listed.stdout.split() if name.startswith(PREFIX)}


def test_nothing_is_left_behind() -> None:
    wire = PacketWire(("X", "Y"), random.Random(1))
    ours = {f"{PREFIX}{os.getpid()}-{name}" for name in "XY"}
    assert ours <= spaces()
    wire.close()
    assert not ours & spaces()


KILLED = """
import os, random, signal
from simulations.live.namespaces import PacketWire
PacketWire(("X",), random.Random(1))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_is_removed_by_the_next() -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED])
    process.wait()
    left = f"{PREFIX}{process.pid}-X"
    assert left in spaces()
    remove_leftovers()
    assert left not in spaces()


def test_a_way_that_flaps_works_every_other_while() -> None:
    way = Way(flap_s=2.0)
    assert [int(way.is_open(now)) for now in (0.0, 1.9, 2.0, 3.9, 4.0)] == [1, 1, 0, 0, 1]
    assert not Way(cut=True).is_open(0.0)
