"""The virtual disk: trouble strikes when it was ordered, and a commit is whole or not there."""

from __future__ import annotations

import random

import pytest

from core.errors import StorageDamagedError, StorageError, StorageFullError
from core.log.store import Item
from simulations.disk import BAD_WRITES, FLIPPED, LOST, MISDIRECTED, TORN, Disk, PowerLostError
from tests.contracts.stores import TABLE, fill, held

DICE = random.Random(1)
OLD: list[Item] = [(b"a", b"1111"), (b"b", b"2222"), (b"c", b"3333")]
NEW: list[Item] = [(b"b", b"9876"), (b"d", b"4444")]
BOTH: list[Item] = [(b"a", b"1111"), (b"b", b"9876"), (b"c", b"3333"), (b"d", b"4444")]


@pytest.fixture
def disk() -> Disk:
    disk = Disk()
    disk.open_tables([TABLE])
    fill(disk, OLD)
    return disk


@pytest.mark.parametrize(("after", "left"), [(False, OLD), (True, BOTH)])
def test_a_power_cut_leaves_a_commit_whole_or_not_there(
    disk: Disk, after: bool, left: list[Item]
) -> None:
    disk.cut_power(DICE, commits=2, after=after)
    fill(disk, [OLD[0]])
    with pytest.raises(PowerLostError):
        fill(disk, NEW)
    assert disk.lost_power
    assert disk.open_anew(damaged=True)
    assert held(disk) == left
    fill(disk, NEW)
    assert held(disk) == BOTH


def test_a_flush_that_fails_writes_nothing_and_the_next_may_succeed(disk: Disk) -> None:
    disk.fail_flush(DICE, fatal=False)
    with pytest.raises(StorageError):
        fill(disk, NEW)
    assert held(disk) == OLD
    fill(disk, NEW)
    assert held(disk) == BOTH


def test_after_a_fatal_flush_nothing_is_written_and_a_start_decides_what_was() -> None:
    left = set()
    for seed in range(8):
        disk = Disk()
        disk.open_tables([TABLE])
        fill(disk, OLD)
        disk.fail_flush(random.Random(seed), fatal=True)
        with pytest.raises(StorageError):
            fill(disk, NEW)
        with pytest.raises(StorageDamagedError):
            fill(disk, NEW)
        disk.calm()
        assert not disk.is_calm
        assert held(disk) == OLD
        assert disk.open_anew(damaged=False)
        left.add(tuple(held(disk)))
        fill(disk, NEW)
    assert left == {tuple(OLD), tuple(BOTH)}


def test_a_full_disk_refuses_and_takes_again_when_there_is_room(disk: Disk) -> None:
    disk.fill()
    fill(disk, NEW)
    with pytest.raises(StorageFullError):
        fill(disk, [(b"e", bytes(10_000))])
    assert held(disk) == BOTH
    disk.make_room()
    fill(disk, [(b"e", bytes(10_000))])


@pytest.mark.parametrize("how", BAD_WRITES)
def test_a_bad_write_shows_when_the_machine_starts_and_only_then(disk: Disk, how: str) -> None:
    disk.spoil(random.Random(3), how)
    fill(disk, [(b"b", b"9876")])
    assert held(disk) == [OLD[0], (b"b", b"9876"), OLD[2]]
    assert disk.may_be_damaged
    assert disk.open_anew(damaged=True)
    shown = dict(held(disk))
    if how == TORN:
        assert shown[b"b"] == b"9822"
    elif how == FLIPPED:
        wrong = int.from_bytes(shown[b"b"], "big") ^ int.from_bytes(b"9876", "big")
        assert wrong.bit_count() == 1
    else:
        assert shown[b"b"] == b"2222"
        others = [shown[b"a"], shown[b"c"]]
        assert (b"9876" in others) is (how == MISDIRECTED)
    assert not disk.may_be_damaged


def test_what_was_written_again_is_good_and_what_may_not_be_harmed_is_not(disk: Disk) -> None:
    disk.spoil(DICE, LOST)
    fill(disk, [(b"b", b"9876")])
    fill(disk, [(b"b", b"5555")])
    disk.open_anew(damaged=True)
    assert dict(held(disk))[b"b"] == b"5555"
    disk.spoil(DICE, LOST)
    fill(disk, [(b"b", b"7777")])
    assert not disk.open_anew(damaged=False)
    assert dict(held(disk))[b"b"] == b"7777"
