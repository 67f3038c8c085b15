"""A directory that was copied or restored never writes on in its old streams."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError
from core.identity import next_epoch
from node import continuity
from node.config import NodeConfig, checked
from node.continuity import CONTINUITY_FILE, Continuity, doubt
from node.data_directory import DataDirectory
from node.opening import OpenTill, open_till
from node.verbs import perform

MILK = {"products": [{"sku": "milk", "price_minor": 129}]}
SELL = {"lines": [{"code": "milk"}]}


@contextmanager
def opened(path: Path) -> Iterator[OpenTill]:
    directory = DataDirectory(path)
    directory.lock()
    try:
        till = open_till(directory, directory.config())
        yield till
        till.close()
    finally:
        directory.release()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "till"
    DataDirectory(path).create(NodeConfig(name="B1T1", branch="B1"))
    with opened(path) as node:
        perform(node.till, "import-catalogue", MILK)
        perform(node.till, "sell", SELL)
    return path


def receipt(path: Path) -> str:
    with opened(path) as node:
        return str(perform(node.till, "sell", SELL)["receipt"])


def test_a_node_that_stops_and_starts_goes_on_in_its_epoch(data: Path) -> None:
    assert receipt(data) == "B1T1-000002"
    with opened(data) as node:
        assert (node.till.log.epoch, node.till.log.epoch_reason) == (1, "")


def test_a_killed_node_goes_on_in_its_epoch(data: Path) -> None:
    directory = DataDirectory(data).lock()
    node = open_till(directory, directory.config())
    perform(node.till, "sell", SELL)
    node.till.log.store.close()  # without keeping the proof, as a kill does
    directory.release()
    assert receipt(data) == "B1T1-000003"


def test_a_copy_writes_in_another_epoch_and_the_first_one_goes_on(data: Path) -> None:
    copy = data.parent / "copy"
    shutil.copytree(data, copy)
    said = receipt(copy)
    assert said.startswith("B1T1~")
    assert said.endswith("-000001")
    assert receipt(data) == "B1T1-000002"
    with opened(copy) as node:
        assert node.till.log.epoch_reason == continuity.OTHER_FILE
        status = perform(node.till, "status", {})
    assert (status["sales"], status["epoch_reason"]) == (2, continuity.OTHER_FILE)


def test_two_restores_of_one_backup_write_in_two_epochs(data: Path) -> None:
    epochs = set()
    for number in range(3):
        restored = data.parent / f"restored-{number}"
        shutil.copytree(data, restored)
        with opened(restored) as node:
            epochs.add(node.till.log.epoch)
    assert len(epochs) == 3


def test_an_old_data_file_put_back_in_place_is_noticed(data: Path) -> None:
    old = (data / "data.mdb").read_bytes()
    assert receipt(data) == "B1T1-000002"
    with (data / "data.mdb").open("r+b") as file:
        file.write(old)
        file.truncate(len(old))
    with opened(data) as node:
        assert node.till.log.epoch_reason == continuity.OLDER_FILE


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"inode": "x"}', b"[" * 10_000])
def test_a_proof_that_cannot_be_read_is_none(data: Path, damage: bytes) -> None:
    (data / CONTINUITY_FILE).write_bytes(damage)
    with opened(data) as node:
        assert node.till.log.epoch_reason == continuity.NO_PROOF


def test_another_machine_is_another_epoch(data: Path) -> None:
    file = data / CONTINUITY_FILE
    file.write_text(json.dumps({**json.loads(file.read_text()), "machine": "elsewhere"}))
    with opened(data) as node:
        assert node.till.log.epoch_reason == continuity.OTHER_MACHINE


def test_a_new_epoch_is_an_event_and_happens_once(data: Path) -> None:
    (data / CONTINUITY_FILE).unlink()
    with opened(data) as node:
        first, events = node.till.log.epoch, perform(node.till, "status", {})["events"]
    with opened(data) as node:
        assert node.till.log.epoch == first
        assert perform(node.till, "status", {})["events"] == events == 3


def test_an_empty_directory_has_nothing_to_prove() -> None:
    assert doubt(None, Continuity(1, "m", 0)) is None


@given(current=st.integers(1, 2**31), dice=st.integers(0, 2**40))
def test_the_next_epoch_is_later_and_fits(current: int, dice: int) -> None:
    assert current < next_epoch(current, dice) < 2**32


def test_no_name_a_node_can_have_is_the_series_of_another_ones_epoch(data: Path) -> None:
    copy = data.with_name("copy")
    shutil.copytree(data, copy)
    series = receipt(copy).rpartition("-")[0]
    assert series.startswith("B1T1")
    with pytest.raises(RefusedError, match="name"):
        checked(NodeConfig, {"name": series, "branch": "B1"}, "the node")
