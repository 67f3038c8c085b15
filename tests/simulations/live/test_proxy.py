"""Real tills behind TCP proxies, where no namespaces are allowed: late, narrow, cut, flapping."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from uuid import UUID

import pytest

from core.shop.training import BASKETS_MAX
from simulations.drill.drill import Ask, Drill
from simulations.faults.crash import Crash
from simulations.faults.loss import Loss
from simulations.faults.partition import ISLAND, Partition
from simulations.faults.pause import Pause
from simulations.live.fleet import LiveFleet
from simulations.live.playing import Play, honoured
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


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveFleet]:
    wire = ProxyWire(NAMES)
    try:
        with LiveFleet(tmp_path_factory.mktemp("fleet"), NAMES, wire) as started:
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
        Crash(between_us=900_000, lasts_us=5_000_000),  # with this seed once, at 0.27 s
        Pause(between_us=500_000, lasts_us=200_000),
    )
    work = WorkOptions(think_us=100_000, skus=3, weights={"sell": 3, "refund-own": 1, "count": 1})
    options = WorldOptions(12, seconds=1, shape=SPOKES, hub=True, faults=faults, work=work)
    played, left_out = honoured(options)
    assert left_out == ("fault loss", "act count", "shape spokes")
    before = len(printed(fleet))
    after = Play(fleet, played).go()
    assert len(printed(fleet)) > before
    assert after.sales == sum(slip.kind == "sale" for slip in printed(fleet))


def printed(fleet: LiveFleet) -> list[Printed]:
    """Return every receipt in the books of what was sold here."""
    return [slip for slips in fleet.books.printed.values() for slip in slips]
