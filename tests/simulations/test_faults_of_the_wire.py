"""Faults of the wire: cuts of every shape, losses and delays."""

from __future__ import annotations

from itertools import pairwise

import pytest

from simulations.faults.bridge import Bridge
from simulations.faults.bursts import Bursts
from simulations.faults.clogged import CLOG_US_MAX, Clogged
from simulations.faults.flapping import Flapping
from simulations.faults.hub_away import HubAway
from simulations.faults.k_way import KWay
from simulations.faults.latency import CONSTANT, EXPONENTIAL, HEAVY, LATE_US_MAX, UNIFORM, Latency
from simulations.faults.region import Region
from simulations.faults.reordering import Reordering
from simulations.faults.slow_peer import SlowPeer
from simulations.network import DROP, PASS
from tests.simulations.stage import CHANNELS, begun, verdicts


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


def test_a_region_hears_itself_and_nobody_else_until_it_is_mended() -> None:
    fault, stage = begun(Region(permille=700, after_us=10, cut_us=10))
    assert set(verdicts(fault).values()) == {PASS}
    assert stage.play(fault) == b"cut"
    found = verdicts(fault)
    away = {pair[0] for pair in found if pair[0] != 5 and found[pair[0], 5] == DROP}
    assert len({stage.branch_of(node) for node in away}) == 2, "700 of 1,000 of three branches"
    for (source, target), verdict in found.items():
        assert verdict == (DROP if (source in away) != (target in away) else PASS)
    assert stage.play(fault) == b"mend"
    assert set(verdicts(fault).values()) == {PASS}
    assert stage.planned == []
