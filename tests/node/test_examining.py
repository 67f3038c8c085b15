"""What the doctor says of clock, room, epoch and derived tables, of a node in this process."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from core.log import layout
from core.log.lmdb_store import LmdbStore
from node import continuity, doctor
from node.answers import BAD, FINE, WARN
from node.commands import Doctor
from node.config import NodeConfig
from node.continuity import CONTINUITY_FILE
from node.data_directory import DataDirectory
from node.opening import OpenTill
from node.verbs import perform
from tests.node.test_continuity import MILK, SELL, opened
from tests.node.tills import Shop


class Usage(NamedTuple):
    """What a volume says of itself."""

    total: int
    used: int
    free: int


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A till with one product and one sale."""
    path = tmp_path / "till"
    config = NodeConfig(name="B1T1", branch="B1", listen="tcp://127.0.0.1:0")
    DataDirectory(path).create(config)
    with opened(path) as node:
        perform(node.till, "import-catalogue", MILK)
        perform(node.till, "sell", SELL)
    return path


def said_of(node: OpenTill, *, whole: bool = False) -> dict[str, tuple[str, str]]:
    answer = doctor.examine(node.till, node.directory, Doctor(whole=whole))
    return {one.what: (one.state, one.said) for one in answer.findings}


def test_a_node_that_is_well_is_fine_in_all_it_can_answer_alone(data: Path) -> None:
    with opened(data) as node:
        said = said_of(node, whole=True)
    for what in ("keys", "clock", "disk", "map", "epoch", "forks", "log", "indexes", "port"):
        assert said[what][0] == FINE, said[what]
    assert "trees" not in said


@pytest.mark.parametrize(("now_ms", "state"), [(0, BAD), (2_000_000_000_000, FINE)])
def test_a_clock_of_a_year_long_gone_is_bad(
    data: Path, now_ms: int, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: now_ms * 1_000_000)
    with opened(data) as node:
        assert said_of(node)["clock"][0] == state


def test_a_full_volume_is_said_before_it_refuses_a_sale(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2**40, 2**40 - 1, 1))
    with opened(data) as node:
        state, said = said_of(node)["disk"]
    assert (state, "refuses sales" in said) == (WARN, True)


@pytest.mark.parametrize(("share", "state"), [(1.1, WARN), (10, FINE)])
def test_a_data_file_near_its_bound_is_said_before_it_refuses_a_sale(
    data: Path, share: float, state: str
) -> None:
    store = LmdbStore.open(str(data))
    used = store.room().used
    store.close()
    small = Shop(LmdbStore.open(str(data), map_bytes=int(used * share)))
    (found,) = doctor._map(small.till)
    assert (found.what, found.state) == ("map", state)
    small.store.close()


def test_why_an_epoch_was_begun_is_said(data: Path) -> None:
    (data / CONTINUITY_FILE).unlink()
    with opened(data) as node:
        assert continuity.NO_PROOF in said_of(node)["epoch"][1]


def test_a_damaged_index_and_a_spoiled_tree_are_said_of_the_whole(data: Path) -> None:
    with opened(data) as node:
        with node.till.log.store.write() as transaction:
            key, _ = next(iter(transaction.scan(layout.TREE, b"")))
            transaction.put(layout.TREE, key, b"spoiled")
        assert said_of(node, whole=True)["trees"][0] == WARN
        with node.till.log.store.write() as transaction:
            last = transaction.last(layout.FEED)
            assert last is not None
            transaction.delete(layout.FEED, last[0])
        assert said_of(node, whole=True)["indexes"][0] == BAD
