"""Real tills whose system clocks are wrong: one says 2099, one jumps; they sell as the others."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from simulations.live.faked_clock import library
from simulations.live.fleet import LiveFleet
from simulations.live.proxy import ProxyWire
from tests.simulations.live.selling import HEALED_WITHIN_S, NAMES

MS_2099 = 4_070_908_800_000
HOUR_MS = 3_600_000

pytestmark = pytest.mark.skipif(library() is None, reason="libfaketime is not installed here")


def test_a_till_in_2099_and_one_whose_clock_jumps_lose_nothing(tmp_path: Path) -> None:
    right, far, jumps = NAMES
    wire = ProxyWire(NAMES)
    try:
        with LiveFleet(tmp_path, NAMES, wire, faked_clocks=True) as fleet:
            # The checkers of its disks are told how far each clock was ahead.
            fleet.set_clock(far, MS_2099 - time.time_ns() // 1_000_000 + HOUR_MS)
            receipts: list[str] = []
            for offset_ms in (2 * HOUR_MS, -2 * HOUR_MS, 0):
                fleet.set_clock(jumps, offset_ms)
                receipts += fleet.sell_for(2, 0.1)[0]
            fleet.until_agreed(HEALED_WITHIN_S)
            assert len(set(receipts)) == len(receipts) == 6 * len(NAMES)
            assert [status["sales"] for status in fleet.statuses()] == [len(receipts)] * 3
            sold_ms = {
                name: fleet.ask(name, "history", limit=1)["receipts"][0]["at_ms"] for name in NAMES
            }
    finally:
        wire.close()
    assert sold_ms[far] > MS_2099, "it believes its clock"
    assert max(sold_ms[right], sold_ms[jumps]) < MS_2099, "and nobody else does"
