"""Faults of clocks: they step, drift, and believe in other years."""

from __future__ import annotations

from simulations.clock import DAWN_MS
from simulations.faults.clock_drift import ClockDrift
from simulations.faults.clock_lost import HOUR_MS, Clock1970, Clock2099, SummerTime
from simulations.faults.clock_step import ClockStep
from tests.simulations.stage import begun


def test_clocks_step_to_and_fro_within_their_bound() -> None:
    fault, stage = begun(ClockStep(between_us=10, worst_ms=500))
    seen = set()
    for _ in range(200):
        stage.play(fault)
        seen |= set(stage.offsets.values())
    assert min(seen) < 0 < max(seen)
    assert all(-500 <= offset <= 500 for offset in seen)


def test_drifting_clocks_go_further_wrong_at_a_speed_of_their_own() -> None:
    fault, stage = begun(ClockDrift(worst_permille=100))
    for _ in range(4):
        stage.play(fault)
    after_a_second = dict(stage.offsets)
    for _ in range(4):
        stage.play(fault)
    assert any(after_a_second.values())
    assert all(abs(stage.offsets[n] - 2 * off) <= 1 for n, off in after_a_second.items())


def test_one_clock_is_lost_in_1970_or_2099_and_no_other() -> None:
    for kind, year_ms in ((Clock1970, 0), (Clock2099, 4_070_908_800_000)):
        fault, stage = begun(kind(after_us=5))
        stage.play(fault)
        assert list(stage.offsets.values()) == [year_ms - DAWN_MS]


def test_summer_time_comes_and_goes() -> None:
    fault, stage = begun(SummerTime(after_us=5))
    seen = []
    for _ in range(4):
        stage.play(fault)
        seen += list(stage.offsets.values())
    assert seen == [HOUR_MS, 0, HOUR_MS, 0]
