"""A restored backup, a machine's image put back, a clone: no sale lost, none counted twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from node import continuity
from node.config import NodeConfig
from node.data_directory import DataDirectory
from tests.node.processes import RunningNode, loopback
from tests.node.test_two_nodes import Net, agree, sell, stocked


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    with ExitStack() as stack:
        yield Net(tmp_path, stack)


def put_back_in_place(backup: Path, data: Path) -> None:
    """Give every file its old bytes and its own inode, as a machine's image does."""
    for file in data.iterdir():
        old = backup / file.name
        if old.is_file() and file.name != "lock":
            with file.open("r+b") as target:
                target.write(old.read_bytes())
                target.truncate(old.stat().st_size)


def test_a_restored_backup_loses_no_sale_and_counts_none_twice(net: Net, tmp_path: Path) -> None:
    first, second = net.pair()
    stocked(second)
    before = sell(second, times=4)
    agree(first, second)
    second.stop()
    shutil.copytree(tmp_path / "B", tmp_path / "backup")
    second = net.start("B")
    after = sell(second, times=5)
    agree(first, second)
    second.stop()
    # Copied while the old one is there, or the disk may give the copy the inode just freed.
    shutil.copytree(tmp_path / "backup", tmp_path / "restored")
    shutil.rmtree(tmp_path / "B")
    (tmp_path / "restored").rename(tmp_path / "B")

    restored = net.start("B")
    status = restored.status()
    assert status["epoch_reason"] == continuity.OTHER_FILE
    later = sell(restored, times=3)
    restored.wait_until(lambda: restored.status()["sales"] == 12, "all twelve sales")
    agree(first, restored)
    restored.wait_until(lambda: restored.status()["confirmed_by"] == ["A"], "A says it holds all")
    assert first.status()["sales_minor"] == 12 * 129
    assert len({*before, *after, *later}) == 12


def test_an_image_put_back_is_told_by_its_peer_and_begins_anew(net: Net, tmp_path: Path) -> None:
    first, second = net.pair()
    stocked(second)
    sell(second, times=2)
    agree(first, second)
    second.stop()
    shutil.copytree(tmp_path / "B", tmp_path / "image")
    second = net.start("B")
    sold = sell(second, times=3)
    agree(first, second)
    second.stop()
    put_back_in_place(tmp_path / "image", tmp_path / "B")

    restored = net.start("B")
    restored.wait_until(lambda: bool(restored.status()["epoch_reason"]), "a new epoch")
    status = restored.status()
    assert status["epoch_reason"] == continuity.PEERS_KNOW_MORE
    assert any("restored from an old copy" in alert for alert in status["alerts"])
    restored.wait_until(lambda: restored.status()["sales"] == 5, "its lost sales are back")
    assert set(sell(restored, times=2)).isdisjoint(sold)
    agree(first, restored)
    assert first.status()["sales"] == 7


def test_a_clone_and_its_original_both_sell_and_all_is_counted(net: Net, tmp_path: Path) -> None:
    """A node has one name and one key, so the two of them are heard at different places."""
    address = net.make("A", goods=True)
    other = net.make("D", address)
    net.make("B", address)
    first, middle, second = (net.start(name) for name in "ADB")
    stocked(second)
    sell(second, times=2)
    agree(first, second)
    second.stop()
    shutil.copytree(tmp_path / "B", tmp_path / "C")
    clone = DataDirectory(tmp_path / "C")
    (listen,) = loopback(1)
    fields = {**clone.config().model_dump(), "listen": listen, "peers": [other.model_dump()]}
    clone.write_config(NodeConfig.model_validate(fields))
    original, copy = net.start("B"), net.start("C")
    assert isinstance(original, RunningNode)
    sold = [*sell(original, times=3), *sell(copy, times=4), *sell(original)]
    assert len(set(sold)) == 8
    agree(first, middle, original, copy)
    assert first.status()["sales"] == 10


def is_proved(node: RunningNode) -> bool:
    return [fork["proved"] for fork in node.status()["forks"]] == [True]


def test_an_image_put_back_that_sold_before_anybody_answered_loses_nothing(
    net: Net, tmp_path: Path
) -> None:
    """Its old stream forks: both halves are held and counted everywhere, and status says so."""
    first, second = net.pair()
    stocked(second)
    sell(second, times=2)
    agree(first, second)
    second.stop()
    shutil.copytree(tmp_path / "B", tmp_path / "image")
    second = net.start("B")
    sell(second, times=3)
    agree(first, second)
    second.stop()
    first.stop()
    put_back_in_place(tmp_path / "image", tmp_path / "B")

    restored = net.start("B")
    again = sell(restored, times=4)
    assert restored.status()["epoch_reason"] == ""
    first = net.start("A")
    restored.wait_until(lambda: bool(restored.status()["epoch_reason"]), "a new epoch")
    assert restored.status()["epoch_reason"] == continuity.ANOTHER_WROTE
    restored.wait_until(lambda: restored.status()["sales"] == 9, "all nine sales")
    assert set(sell(restored, times=2)).isdisjoint(again)
    agree(first, restored)
    for node in (first, restored):
        # The proof is an event of its own, written once both halves are held.
        node.wait_until(partial(is_proved, node), "the proof of the fork")
        status = node.status()
        assert (status["sales"], status["sales_minor"]) == (11, 11 * 129)
        (fork,) = status["forks"]
        assert (fork["node"], fork["scope"], fork["proved"]) == ("B", "branch:of-B", True)
        assert sorted((fork["events"], fork["other_events"])) == [3, 4]
        assert fork["ours"] == (node is restored)
    restored.stop()
    first.stop()
    net.start("A")
    again_up = net.start("B")
    assert again_up.status()["sales"] == 11
    assert len(again_up.status()["forks"]) == 1
