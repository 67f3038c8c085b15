"""Every fault: drawn, told, begun, and gone without a trace once it is lifted."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.record import GENESIS
from core.log.seal import check_seal
from core.log.segment import decode_segment
from replication.messages import Batch, Have, HeadClaim, Rows
from replication.wire import decode, encode
from simulations.faults import FAULTS, Fault
from simulations.faults.bad_writes import BitFlip, LostWrite, MisdirectedWrite, TornWrite
from simulations.faults.clone import Clone
from simulations.faults.corruption import Corruption
from simulations.faults.crash import Crash
from simulations.faults.duplication import Duplication
from simulations.faults.flush_error import FlushError
from simulations.faults.image_restore import ImageRestore
from simulations.faults.loss import Loss
from simulations.faults.malicious_till import DAY_MS, OFF_DAYS, MaliciousTill
from simulations.faults.mixed_versions import MixedVersions
from simulations.faults.one_way import OneWay
from simulations.faults.partition import BRANCHES, HALVES, ISLAND, Partition
from simulations.faults.pause import Pause
from simulations.faults.power_cut import PowerCut
from simulations.faults.recurring import Recurring
from simulations.faults.skew import Skew
from simulations.faults.slowness import Slowness
from simulations.liar import (
    ALL_LIES,
    BACKDATE,
    EDIT,
    EQUIVOCATE,
    IMPERSONATE,
    MASQUERADE,
    MISCOUNT,
    MISDIRECT,
)
from simulations.network import DROP, PASS
from simulations.scenarios import SCENARIOS
from simulations.signing import verify_keyed_hash
from tests.simulations.stage import CHANNELS, StageTwin, begun, verdicts


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


def test_every_fault_is_told_with_what_survives_it() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs/simulation.md").read_text("utf-8")
    assert [kind.name for kind in FAULTS if f"`{kind.name}`" not in text] == []


def test_every_lie_is_told_with_a_scenario_that_there_is() -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    text = (docs / "simulation.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[a-z` ]+) \| .* \| (`[a-z_` ]+) \|$", text, re.MULTILINE)
    told = {lie: scenarios for lies, scenarios in rows for lie in re.findall(r"\w+", lies)}
    assert set(ALL_LIES) <= told.keys()
    said = re.findall(r"^\|.*\| (`[a-z_` ]+) \|$", (docs / "security.md").read_text("utf-8"), re.M)
    assert len(said) >= 7
    named = {name for names in [*said, *map(told.__getitem__, ALL_LIES)] for name in _words(names)}
    assert named <= SCENARIOS.keys()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


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
    fault, stage = begun(Crash(between_us=10, lasts_us=10))
    died = 0
    for _ in range(40):
        before = sum(stage.alive)
        stage.play(fault)
        died += sum(stage.alive) < before
    assert died > 5
    stage.alive[3] = False
    fault.lift()
    assert all(stage.alive)


def test_images_are_taken_and_put_back_on_the_node_they_are_of() -> None:
    fault, stage = begun(ImageRestore(between_us=10, age_us=10))
    for _ in range(60):
        stage.play(fault)
    assert len(stage.images) > 20
    assert stage.put_back == stage.images[: len(stage.put_back)]
    assert len(stage.put_back) > 10


def test_a_till_is_copied_onto_another_one_and_again() -> None:
    fault, stage = begun(Clone(between_us=10))
    for _ in range(20):
        stage.play(fault)
    assert len(set(stage.clones)) > 10
    assert all(source != target for source, target in stage.clones)


def test_a_pause_ends_and_nobody_stands_still_when_it_is_lifted() -> None:
    fault, stage = begun(Pause(between_us=10, lasts_us=10))
    seen = set()
    for _ in range(40):
        stage.play(fault)
        seen |= stage.paused
    assert len(seen) > 3
    stage.alive[2] = False
    fault.lift()
    assert stage.paused == set()


@pytest.mark.parametrize(
    "kind", [PowerCut, FlushError, TornWrite, LostWrite, MisdirectedWrite, BitFlip]
)
def test_trouble_of_disks_is_ordered_and_taken_back(kind: type[Recurring]) -> None:
    fault, stage = begun(kind(between_us=10, lasts_us=10))
    troubled = 0
    for _ in range(20):
        stage.play(fault)
        troubled += any(not disk.is_calm for disk in stage.disks)
    assert troubled > 3
    assert fault.hits_disks
    fault.lift()
    assert all(stage.alive)


def test_programs_are_changed_to_and_fro_and_all_are_new_in_the_end() -> None:
    fault, stage = begun(MixedVersions(change_us=10, count_us=10))
    for _ in range(40):
        stage.play(fault)
    assert set(stage.newer.values()) == {True, False}
    assert len(stage.novelties) > 10
    fault.lift()
    assert all(stage.newer[node] for node in range(6))


OF_OTHER_MESSAGES = (EDIT, IMPERSONATE, MASQUERADE, MISCOUNT, MISDIRECT, EQUIVOCATE, BACKDATE)
"""Lies that leave alone who tells of heads of others on one link only."""


def test_a_bribed_till_tells_every_lie_and_its_rows_too() -> None:
    have = encode(Have(1, (HeadClaim(StreamId(bytes(16), 1, "company"), 5, bytes(8)),), bytes(16)))
    rows = encode(Rows(1, ()))
    for lie in ALL_LIES:
        fault, stage = begun(MaliciousTill(lie=lie, permille=1_000, after_us=1))
        stage.play(fault)
        ((_, tongue),) = stage.tongues.items()
        assert tongue is not None
        said = [tongue(b"link", have) for _ in range(3)]
        assert all(decode(data) for copies in said for data in copies)
        assert (said != [[have]] * 3) is (lie not in OF_OTHER_MESSAGES)
        assert rows in tongue(b"link", rows)


@pytest.mark.parametrize("lie", [EQUIVOCATE, BACKDATE])
def test_a_second_history_is_told_to_every_second_peer_or_to_all_until_it_is_exposed(
    lie: str,
) -> None:
    fault, stage = begun(MaliciousTill(lie=lie, permille=0, after_us=1))
    stage.play(fault)
    ((node, tongue),) = stage.tongues.items()
    assert tongue is not None
    assert stage.sold is not None
    with stage.sold.read() as view:
        ((stream, head),) = view.heads().items()
        sealed = view.segment(stream, 0)
    assert sealed is not None
    true = HeadClaim(stream, 1, head.chain[:8])
    batch = Batch(stream, 1, sealed.data, sealed.seal, sealed.public_key)
    heard = []
    for link in (b"one", b"two", b"three", b"four"):
        (have,) = (decode(data) for data in tongue(link, encode(Have(1, (true,), bytes(16)))))
        (told,) = (decode(data) for data in tongue(link, encode(batch)))
        assert isinstance(have, Have)
        assert isinstance(told, Batch)
        (entry,) = decode_segment(told.data, stream, 1, GENESIS)
        last = (entry.sequence, entry.hlc, entry.chain)
        check_seal(verify_keyed_hash, told.public_key, stream, *last, told.seal)
        assert have.heads == (HeadClaim(stream, 1, entry.chain[:8]),)
        heard.append((entry.chain != head.chain, milliseconds_of(entry.hlc)))
    deceived, stamps = zip(*heard, strict=True)
    assert deceived == ((True, False) * 2 if lie == EQUIVOCATE else (True,) * 4)
    off_days = {(stamp_ms - milliseconds_of(head.hlc)) // DAY_MS for stamp_ms in stamps}
    assert off_days <= ({0} if lie == EQUIVOCATE else {*OFF_DAYS})
    fault.lift()
    assert stage.exposed == [node]


def test_a_changed_packet_ends_the_connection_until_it_is_made_anew() -> None:
    fault, stage = begun(Corruption(permille=1_000, away_us=10))
    assert set(verdicts(fault).values()) == {DROP}
    assert len(stage.planned) == 15
    fault, stage = begun(Corruption(permille=0, away_us=10))
    assert set(verdicts(fault).values()) == {PASS}


def test_skew_sets_every_clock_wrong_and_some_madly() -> None:
    worst = []
    for seed in range(40):
        fault, stage = Skew(worst_ms=1_000), StageTwin()
        fault.begin(stage, random.Random(seed))
        assert sorted(stage.offsets) == list(range(6))
        worst += [abs(offset) for offset in stage.offsets.values()]
    sane = [offset for offset in worst if offset <= 1_000]
    assert len(sane) < len(worst) < 1.3 * len(sane)
