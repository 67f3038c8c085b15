"""Every fault: drawn, told, begun, and gone without a trace once it is lifted."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from simulations.clock import DAWN_MS
from simulations.dice import dice_of
from simulations.faults import FAULTS, Fault
from simulations.faults.bridge import Bridge
from simulations.faults.bursts import Bursts
from simulations.faults.clock_drift import ClockDrift
from simulations.faults.clock_lost import HOUR_MS, Clock1970, Clock2099, SummerTime
from simulations.faults.clock_step import ClockStep
from simulations.faults.clogged import CLOG_US_MAX, Clogged
from simulations.faults.crash import Crash
from simulations.faults.duplication import Duplication
from simulations.faults.flapping import Flapping
from simulations.faults.hub_away import HubAway
from simulations.faults.k_way import KWay
from simulations.faults.latency import CONSTANT, EXPONENTIAL, HEAVY, LATE_US_MAX, UNIFORM, Latency
from simulations.faults.loss import Loss
from simulations.faults.one_way import OneWay
from simulations.faults.partition import BRANCHES, HALVES, ISLAND, Partition
from simulations.faults.reordering import Reordering
from simulations.faults.skew import Skew
from simulations.faults.slow_peer import SlowPeer
from simulations.faults.slowness import Slowness
from simulations.network import DROP, PASS, Channel


@dataclass
class StageTwin:
    """Six nodes in three branches, and a list of what is planned."""

    alive: list[bool] = field(default_factory=lambda: [True] * 6)
    offsets: dict[int, int] = field(default_factory=dict)
    planned: list[tuple[int, bytes]] = field(default_factory=list)

    def node_count(self) -> int:
        return len(self.alive)

    def branch_of(self, node: int) -> str:
        return f"b{node // 2}"

    def is_hub(self, node: int) -> bool:
        return node == 5

    def is_up(self, node: int) -> bool:
        return self.alive[node]

    def crash(self, node: int) -> None:
        assert self.alive[node], "only what lives can die"
        self.alive[node] = False

    def restart(self, node: int) -> None:
        assert not self.alive[node], "a process is started once"
        self.alive[node] = True

    def set_clock(self, node: int, offset_ms: int) -> None:
        self.offsets[node] = offset_ms

    def plan_fault(self, fault: Fault, delay_us: int, data: bytes) -> None:
        assert delay_us >= 0
        self.planned.append((delay_us, data))

    def play(self, fault: Fault) -> bytes:
        """Let the next thing that was planned happen."""
        _, data = self.planned.pop(0)
        fault.on_time(data)
        return data


CHANNELS = [
    Channel(0, source, target, b"link", True)
    for source in range(6)
    for target in range(6)
    if source != target
]


def begun(fault: Fault) -> tuple[Fault, StageTwin]:
    stage = StageTwin()
    fault.begin(stage, dice_of(1, fault.name))
    return fault, stage


def verdicts(fault: Fault) -> dict[tuple[int, int], object]:
    return {(c.source, c.target): fault.on_packet(c, b"data") for c in CHANNELS}


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.name)
def test_every_fault_has_a_name_a_reason_and_options_that_can_be_told(kind: type[Fault]) -> None:
    assert kind.name
    assert kind.__doc__
    for seed in range(20):
        fault = kind.draw(random.Random(seed))
        options = fault.options()
        assert options, "a fault without options is the same in every run"
        assert all(type(value) in (int, str) for value in options.values())
        assert kind(**options).options() == options
        assert kind.draw(random.Random(seed)).options() == options


def test_every_fault_has_a_name_of_its_own() -> None:
    assert len({kind.name for kind in FAULTS}) == len(FAULTS)


def test_loss_drops_about_as_many_packets_as_it_says() -> None:
    fault, _ = begun(Loss(permille=250))
    drops = sum(fault.on_packet(CHANNELS[0], b"") == DROP for _ in range(4_000))
    assert 850 < drops < 1_150


def test_duplication_delivers_twice_the_second_time_late() -> None:
    fault, _ = begun(Duplication(permille=500, late_us=1_000))
    found = [fault.on_packet(CHANNELS[0], b"") for _ in range(1_000)]
    twice = [verdict for verdict in found if verdict]
    assert 400 < len(twice) < 600
    assert all(len(v) == 2 and v[0] == 0 <= v[1] < 1_000 for v in twice)


def test_slowness_delays_some_packets_and_loses_none() -> None:
    fault, _ = begun(Slowness(permille=100, mean_us=1_000))
    found = [fault.on_packet(CHANNELS[0], b"") for _ in range(2_000)]
    slow = [verdict for verdict in found if verdict]
    assert 120 < len(slow) < 280
    assert all(len(verdict) == 1 for verdict in slow)


@pytest.mark.parametrize("where", [HALVES, ISLAND, BRANCHES])
def test_a_partition_cuts_both_ways_between_groups_and_mends_again(where: str) -> None:
    fault, stage = begun(Partition(where=where, whole_us=10, cut_us=10))
    for _ in range(5):
        assert set(verdicts(fault).values()) == {PASS}
        assert stage.play(fault) == b"cut"
        cut = verdicts(fault)
        assert all(cut[one, other] == cut[other, one] for one, other in cut)
        # Groups: what can reach a third node together can reach one another.
        for one, other in cut:
            for third in {0, 1, 2, 3, 4, 5} - {one, other}:
                if cut[one, third] == cut[other, third] == PASS:
                    assert cut[one, other] == PASS
        assert stage.play(fault) == b"mend"


def test_an_island_is_one_node_and_branches_are_cut_apart() -> None:
    fault, stage = begun(Partition(where=ISLAND, whole_us=10, cut_us=10))
    stage.play(fault)
    assert sum(verdict == DROP for verdict in verdicts(fault).values()) == 2 * 5
    fault, stage = begun(Partition(where=BRANCHES, whole_us=10, cut_us=10))
    stage.play(fault)
    inside = {(one, other) for one, other in verdicts(fault) if one // 2 == other // 2}
    assert {pair for pair, verdict in verdicts(fault).items() if verdict == PASS} == inside


def test_one_way_makes_one_node_deaf_or_dumb_and_never_both() -> None:
    fault, stage = begun(OneWay(whole_us=10, cut_us=10))
    shapes = set()
    for _ in range(20):
        stage.play(fault)
        dropped = [pair for pair, verdict in verdicts(fault).items() if verdict == DROP]
        sources, targets = {one for one, _ in dropped}, {other for _, other in dropped}
        assert len(dropped) == 5
        assert 1 in (len(sources), len(targets))
        shapes.add(len(sources) == 1)
        stage.play(fault)
        assert set(verdicts(fault).values()) == {PASS}
    assert shapes == {True, False}


def test_crash_kills_and_restarts_and_leaves_nobody_dead_when_lifted() -> None:
    fault, stage = begun(Crash(between_us=10, down_us=10))
    died = 0
    for _ in range(40):
        before = sum(stage.alive)
        stage.play(fault)
        died += sum(stage.alive) < before
    assert died > 5
    stage.alive[3] = False
    fault.lift()
    assert all(stage.alive)


def test_skew_sets_every_clock_wrong_and_some_madly() -> None:
    worst = []
    for seed in range(40):
        fault, stage = Skew(worst_ms=1_000), StageTwin()
        fault.begin(stage, random.Random(seed))
        assert sorted(stage.offsets) == list(range(6))
        worst += [abs(offset) for offset in stage.offsets.values()]
    sane = [offset for offset in worst if offset <= 1_000]
    assert len(sane) < len(worst) < 1.3 * len(sane)


def test_a_k_way_partition_leaves_more_than_two_groups_that_hear_nothing_of_one_another() -> None:
    fault, stage = begun(KWay(pieces=4, whole_us=10, cut_us=10))
    assert set(verdicts(fault).values()) == {PASS}
    most = 0
    for _ in range(20):
        stage.play(fault)
        cut = {pair for pair, verdict in verdicts(fault).items() if verdict == DROP}
        groups = {
            frozenset({a, *(b for b in range(6) if b != a and (a, b) not in cut)}) for a in range(6)
        }
        assert sum(len(group) for group in groups) == 6, "whoever hears one of a group hears all"
        most = max(most, len(groups))
        assert stage.play(fault) == b"mend"
        assert set(verdicts(fault).values()) == {PASS}
    assert most >= 3


def test_a_bridge_is_the_one_node_that_hears_both_sides() -> None:
    fault, stage = begun(Bridge(whole_us=10, cut_us=10))
    for _ in range(20):
        stage.play(fault)
        found = verdicts(fault)
        assert isinstance(fault, Bridge)
        for (source, target), verdict in found.items():
            if fault.bridge in (source, target):
                assert verdict == PASS
            else:
                assert verdict == found[target, source]
        stage.play(fault)
        assert set(verdicts(fault).values()) == {PASS}


def test_a_flapping_node_loses_all_its_links_and_finds_them_again() -> None:
    fault, stage = begun(Flapping(up_us=10, down_us=10))
    assert set(verdicts(fault).values()) == {PASS}
    stage.play(fault)
    dropped = {pair for pair, verdict in verdicts(fault).items() if verdict == DROP}
    assert isinstance(fault, Flapping)
    assert dropped == {pair for pair in verdicts(fault) if fault.node in pair}
    stage.play(fault)
    assert set(verdicts(fault).values()) == {PASS}


def test_bursts_lose_packets_that_follow_one_another() -> None:
    fault, _ = begun(Bursts(begin_permille=20, end_permille=100, lost_permille=1_000))
    lost = [fault.on_packet(CHANNELS[0], b"") == DROP for _ in range(5_000)]
    again = sum(one and other for one, other in pairwise(lost))
    assert 0 < sum(lost) < 2_500
    assert again / sum(lost) > 0.8, "after a lost packet the next one is lost as well"


@pytest.mark.parametrize("law", [CONSTANT, UNIFORM, EXPONENTIAL, HEAVY])
def test_latency_delays_every_packet_and_loses_none(law: str) -> None:
    fault, _ = begun(Latency(law=law, mean_us=10_000))
    delays = []
    for _ in range(2_000):
        verdict = fault.on_packet(CHANNELS[0], b"")
        assert verdict is not None
        (delay_us,) = verdict
        delays.append(delay_us)
    assert 0 <= min(delays) <= max(delays) <= LATE_US_MAX
    assert 4_000 < sorted(delays)[1_000] < 14_000


def test_reordering_holds_some_packets_back_for_a_while() -> None:
    fault, _ = begun(Reordering(permille=200, late_us=1_000))
    found = [fault.on_packet(CHANNELS[0], b"") for _ in range(2_000)]
    held = [verdict for verdict in found if verdict is not None]
    assert 280 < len(held) < 520
    assert all(len(verdict) == 1 and verdict[0] < 1_000 for verdict in held)


def test_a_clogged_direction_holds_everything_back_until_it_is_free() -> None:
    fault, stage = begun(Clogged(between_us=10))
    while not any(verdicts(fault).values()):
        stage.play(fault)
    ((pair, verdict),) = ((p, v) for p, v in verdicts(fault).items() if v)
    assert isinstance(verdict, tuple)
    assert 0 < verdict[0] < CLOG_US_MAX
    assert isinstance(fault, Clogged)
    fault.on_time(b"%d %d" % pair)
    assert set(verdicts(fault).values()) == {PASS}


def test_a_slow_peer_delays_what_it_hears_and_says_and_nothing_else() -> None:
    fault, _ = begun(SlowPeer(late_us=700))
    assert isinstance(fault, SlowPeer)
    for pair, verdict in verdicts(fault).items():
        assert verdict == ((700,) if fault.node in pair else PASS)


def test_the_hub_goes_away_and_only_the_hub_and_comes_back_with_the_healing() -> None:
    fault, stage = begun(HubAway(after_us=5))
    stage.play(fault)
    assert stage.alive == [True] * 5 + [False]
    stage.restart(5)
    stage.play(fault)
    assert not stage.alive[5], "whoever starts it again does so in vain"
    fault.lift()
    assert all(stage.alive)


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
