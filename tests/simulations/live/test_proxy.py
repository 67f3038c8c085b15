"""Real tills behind TCP proxies, where no namespaces are allowed: late, narrow, cut, flapping."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from uuid import UUID

import pytest

from core.errors import StorageError
from core.shop.training import BASKETS_MAX
from simulations.drill.drill import Ask, Drill
from simulations.faults import FAULTS, NAMED_FAULTS
from simulations.faults.clock_step import ClockStep
from simulations.faults.corruption import Corruption
from simulations.faults.crash import Crash
from simulations.faults.loss import Loss
from simulations.faults.partition import ISLAND, Partition
from simulations.faults.pause import Pause
from simulations.live.fleet import LiveFleet, own_branch
from simulations.live.playable import NOT_PLAYED, PLAYED, Means, honoured, why_not
from simulations.live.playing import Play
from simulations.live.proxy import ProxyWire
from simulations.live.wire import Way, set_all
from simulations.options import SPOKES, WorkOptions, WorldOptions
from simulations.workload.books import Printed
from tests.simulations.live.selling import (
    HEALED_WITHIN_S,
    NAMES,
    Fault,
    apart,
    flapping,
    narrow,
    one_way,
    sell_broken_and_heal,
    slow,
)

SALES_MOST = 200
"""A full disk takes a few more: pages that were freed, and what it is left."""

PLACES = {
    name: own_branch(name)._replace(branch="of-A" if name == "A" else "of-B") for name in NAMES
}
"""Two tills stand in one branch, so that one may become a copy of the other."""


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveFleet]:
    wire = ProxyWire(NAMES)
    try:
        root = tmp_path_factory.mktemp("fleet")
        with LiveFleet(root, NAMES, wire, PLACES) as started:
            yield started
    finally:
        wire.close()


@pytest.mark.parametrize("fault", [slow, narrow, one_way, flapping, apart])
def test_tills_sell_behind_a_bad_line_and_agree_when_it_is_good(
    fault: Fault, fleet: LiveFleet
) -> None:
    carried = fleet.wire.carried.bytes
    sell_broken_and_heal(fleet, fault)
    assert fleet.wire.carried.bytes > carried


def test_a_proxy_refuses_to_lose_what_tcp_would_bring(fleet: LiveFleet) -> None:
    with pytest.raises(AssertionError, match="nothing is lost"):
        set_all(fleet.wire, NAMES, Way(loss=0.1))


def test_a_drill_that_is_interrupted_puts_the_cables_back_at_once(fleet: LiveFleet) -> None:
    till = NAMES[0]

    def connected() -> bool:
        return all(line["connected"] for line in fleet.ask(till, "sync", hurry=True)["peers"])

    fleet.until_agreed(HEALED_WITHIN_S)
    words = [sys.executable, "-m", "node.cli", "drill", "--baskets", str(BASKETS_MAX)]
    data = str(fleet.directory(till))
    with subprocess.Popen([*words, "--data", data], stdout=subprocess.PIPE, text=True) as drill:
        assert drill.stdout is not None
        assert "cut off" in drill.stdout.readline()
        drill.send_signal(signal.SIGINT)
        assert drill.wait() != 0, "it was still at it"
    interrupted_s = time.monotonic()
    while not connected():
        # By themselves they would come back forty-five seconds after the cut.
        assert time.monotonic() - interrupted_s < 30.0
        time.sleep(0.1)


def test_a_drill_at_a_real_till_passes(fleet: LiveFleet) -> None:
    def ask_at(name: str) -> Ask:
        return lambda verb, arguments: fleet.ask(name, verb, **arguments)

    first, *others = NAMES
    held = Drill(
        ask_at(first),
        UUID(int=7),
        baskets=3,
        timeout_s=HEALED_WITHIN_S,
        others={name: ask_at(name) for name in others},
    ).hold()
    assert held.passed, held.steps


def test_a_scenario_is_played_by_real_processes_and_what_they_cannot_is_named(
    fleet: LiveFleet,
) -> None:
    faults = (
        Partition(where=ISLAND, whole_us=300_000, cut_us=300_000),
        Loss(permille=100),
        Corruption(permille=1_000, away_us=1_000),
        Crash(between_us=900_000, lasts_us=5_000_000),  # with this seed once, at 0.27 s
        Pause(between_us=500_000, lasts_us=200_000),
    )
    work = WorkOptions(think_us=100_000, skus=3, weights={"sell": 3, "refund-own": 1, "count": 1})
    options = WorldOptions(12, seconds=1, shape=SPOKES, hub=True, faults=faults, work=work)
    played, left_out, why_not = honoured(options)
    assert left_out == ("fault loss", "act count", "shape spokes")
    assert [one.partition(":")[0] for one in why_not] == ["loss"]
    before = len(printed(fleet))
    after = Play(fleet, played).go()
    assert len(printed(fleet)) > before
    assert after.sales == sum(slip.kind == "sale" for slip in printed(fleet))


def test_a_changed_byte_costs_a_connection_and_no_more(fleet: LiveFleet) -> None:
    garbled = fleet.wire.carried.garbled
    set_all(fleet.wire, NAMES, Way(garbled=1.0))
    fleet.sell(NAMES[0])
    deadline = time.monotonic() + HEALED_WITHIN_S
    while fleet.wire.carried.garbled == garbled:
        assert time.monotonic() < deadline, "nobody says anything"
        time.sleep(0.01)
    fleet.wire.heal()
    fleet.until_agreed(HEALED_WITHIN_S)


def test_of_every_fault_it_is_known_whether_processes_can_be_given_it() -> None:
    kinds = [*FAULTS, *NAMED_FAULTS]
    assert {*PLAYED, *NOT_PLAYED} == {*kinds}
    assert len(PLAYED) + len(NOT_PLAYED) == len(kinds)
    named = "libfaketime is not installed"
    assert named in str(why_not(ClockStep(between_us=1, worst_ms=1), Means(packets=True)))
    assert why_not(ClockStep(between_us=1, worst_ms=1), Means(clocks=True)) is None
    assert "no packet is lost" in str(why_not(Loss(permille=1), Means(clocks=True)))
    assert why_not(Loss(permille=1), Means(packets=True)) is None


def test_a_disk_fills_up_is_set_back_copied_and_lost_and_nothing_is_lost(fleet: LiveFleet) -> None:
    """What is printed before and after is in the books, and the fleet's disks are judged."""
    _, source, lost = range(3)
    stage = Play(fleet, WorldOptions(1)).stage
    fleet.until_agreed(HEALED_WITHIN_S)
    assert not stage.lose_disk(0), "the founder alone enrols"
    stage.take_image(source)
    stage.disk(source).fill()
    with pytest.raises(StorageError, match="No room left"):
        sell_often(fleet, NAMES[source])
    stage.disk(source).make_room()
    sell_and_agree(fleet, NAMES[source])
    assert stage.set_back(source)
    fleet.until_running()
    sell_and_agree(fleet, NAMES[source])
    assert stage.lose_disk(lost)
    fleet.until_running()
    fleet.until_agreed(HEALED_WITHIN_S)  # a new machine has to hear of the goods
    sell_and_agree(fleet, NAMES[lost])
    assert stage.clone(source, lost)
    fleet.until_running()
    sell_and_agree(fleet, *NAMES)
    struck = {"disk-full": 1, "set-back": 1, "total-loss": 1, "clone": 1}
    assert stage.struck == struck


def sell_and_agree(fleet: LiveFleet, *names: str) -> None:
    for name in names:
        fleet.sell(name)
    fleet.until_agreed(HEALED_WITHIN_S)


def sell_often(fleet: LiveFleet, name: str) -> None:
    for _ in range(SALES_MOST):
        fleet.sell(name)


def printed(fleet: LiveFleet) -> list[Printed]:
    """Return every receipt in the books of what was sold here."""
    return [slip for slips in fleet.books.printed.values() for slip in slips]
