"""Processes of a node that hang, cannot start again, hear nothing, or find damage."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from core.errors import StorageError
from node import continuity
from node.data_directory import REPLICATOR_BELL, TILL_BELL
from node.processes.running import REPLICATOR, TILL, WORKER
from tests.node.processes import (
    COMMAND,
    DEADLINE_S,
    environment,
    loopback,
    make_node,
    refusal,
)
from tests.node.supervised import SupervisedNode, lives, silent
from tests.node.test_restored import put_back_in_place
from tests.node.test_two_nodes import GOODS, Net, agree, sell, stocked


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    with ExitStack() as stack:
        yield Net(tmp_path, stack)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A till with a catalogue and an address."""
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS)
    make_node(tmp_path / "till", goods, listen=loopback(1)[0])
    return tmp_path / "till"


def test_a_replicator_that_hangs_stops_no_sale_and_is_said(data: Path) -> None:
    with SupervisedNode(data) as node:
        assert node.full_status()["alerts"] == []
        process = node.signal_part(REPLICATOR, signal.SIGSTOP)
        assert silent(node.status())
        assert sell(node, times=3)
        with pytest.raises(StorageError, match="does not answer"):
            node.ask("cut", peers=["B"])
        status = node.status()
        assert (status["running"], status["sales"], status["peers"]) == (True, 3, [])
        os.kill(process, signal.SIGCONT)
        node.wait_until(lambda: not silent(node.status()), "it answers again")


def test_a_port_that_is_taken_at_the_start_ends_all_in_one_sentence(data: Path) -> None:
    with SupervisedNode(data):
        other = data.parent / "other"
        listen = (data / "node.toml").read_text().partition('listen = "')[2].partition('"')[0]
        make_node(other, listen=listen)
        assert listen in refusal("run", "--data", other)
        assert not [path for path in other.iterdir() if path.is_socket()]


def test_a_port_that_is_taken_later_is_waited_for(data: Path) -> None:
    with SupervisedNode(data) as node:
        address = node.hello.split()[-1].removeprefix("tcp://").partition(":")
        # Whoever hangs on to the port sits on it before the next replicator is started.
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            os.kill(node.process.pid, signal.SIGSTOP)
            before = node.signal_part(REPLICATOR, signal.SIGKILL)
            node.wait_until(lambda: is_bound(taken, address[0], int(address[2])), "it is ours")
            taken.listen()
            os.kill(node.process.pid, signal.SIGCONT)
            for _ in range(2):
                node.wait_until(partial(node.replaced, REPLICATOR, before), "it tries")
                before = node.parts().get(REPLICATOR, before)
            assert silent(node.status())
            assert sell(node)
        node.wait_until(lambda: not silent(node.status()), "it listens again")
        status, complaints = node.stop()
    assert status == 0
    assert "The replicator was killed by SIGKILL; it is started again in 0.1 s." in complaints
    assert "The replicator cannot start: Cannot listen: tcp://127.0.0.1:" in complaints


def is_bound(there: socket.socket, host: str, port: int) -> bool:
    try:
        there.bind((host, port))
    except OSError:
        return False
    return True


def test_a_part_that_is_told_to_stop_by_itself_is_started_again(data: Path) -> None:
    with SupervisedNode(data) as node:
        for name in (WORKER, TILL):
            before = node.signal_part(name, signal.SIGTERM)
            node.wait_until(partial(node.replaced, name, before), name)
        node.wait_until(lambda: can_sell(node), "it sells")


def can_sell(node: SupervisedNode) -> bool:
    try:
        return bool(sell(node))
    except StorageError:
        return False


def test_rings_that_are_lost_cost_a_second_and_no_event(net: Net, tmp_path: Path) -> None:
    first = net.make("A", goods=True)
    net.make("B", first)
    net.make("S", goods=True)
    with SupervisedNode(tmp_path / "A") as node:
        peer = net.start("B")
        stocked(peer)
        for name in (TILL_BELL, REPLICATOR_BELL):
            (tmp_path / "A" / name).unlink()
        sell(node, times=3)
        agree(node, peer)
        # Events that came by a bundle are found the same way.
        carried = net.start("S")
        sell(carried, times=2)
        carried.ask("export", path=str(tmp_path / "stick"), since=None)
        assert node.ask("import", path=str(tmp_path / "stick"))["added"] == 5
        agree(node, peer)


def test_an_image_put_back_makes_the_till_begin_a_new_epoch(net: Net, tmp_path: Path) -> None:
    first = net.make("A", goods=True)
    net.make("B", first)
    peer, data = net.start("A"), tmp_path / "B"
    with SupervisedNode(data) as node:
        stocked(node)
        before = sell(node, times=2)
        agree(peer, node)
        node.stop()
    shutil.copytree(data, tmp_path / "image")
    with SupervisedNode(data) as node:
        before += sell(node, times=3)
        agree(peer, node)
        node.stop()
    put_back_in_place(tmp_path / "image", data)
    with SupervisedNode(data) as node:
        node.wait_until(lambda: bool(node.status()["epoch_reason"]), "a new epoch")
        assert node.status()["epoch_reason"] == continuity.PEERS_KNOW_MORE
        node.wait_until(lambda: node.status()["sales"] == 5, "its lost sales are back")
        assert set(sell(node, times=2)).isdisjoint(before)
        agree(peer, node)
        assert peer.status()["sales"] == 7


def damage(data: Path, name: bytes) -> None:
    """Change one byte of what stands in a record's body, as a failing disk does."""
    file = data / "data.mdb"
    whole = bytearray(file.read_bytes())
    assert name in whole
    at = -1
    while (at := whole.find(name, at + 1)) >= 0:
        whole[at] ^= 1
    file.write_bytes(bytes(whole))


def test_a_record_the_disk_has_changed_is_an_alert(data: Path, tmp_path: Path) -> None:
    with SupervisedNode(data) as node:
        node.ask("import-catalogue", products=[{"sku": "plum", "name": "PlumOfOldTimes"}])
        node.ask("import-catalogue", products=[{"sku": "pear", "name": "Pear"}])
        node.stop()
    (data / "worker.json").unlink(missing_ok=True)
    damage(data, b"PlumOfOldTimes")
    with SupervisedNode(data) as node:
        node.wait_until(lambda: bool(node.full_status()["alerts"]), "it is found")
        (alert,) = node.full_status()["alerts"]
        assert alert.startswith("Record 3 of stream ")
        assert "damaged on this disk" in alert
        # What is whole goes on.
        assert sell(node)
        assert node.stop()[0] == 0


def test_a_service_manager_is_told_when_the_node_is_ready_and_when_it_stops(data: Path) -> None:
    path = data.parent / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(DEADLINE_S)
        process = subprocess.Popen(
            [*COMMAND, "run", "--data", str(data)],
            stdout=subprocess.PIPE,
            env={**environment(), "NOTIFY_SOCKET": str(path)},
        )
        with process:
            assert manager.recv(64) == b"READY=1"
            process.send_signal(signal.SIGTERM)
            assert manager.recv(64) == b"STOPPING=1"
            assert process.wait(DEADLINE_S) == 0


def test_a_second_node_in_a_directory_is_refused_and_the_first_goes_on(data: Path) -> None:
    with SupervisedNode(data) as node:
        said = refusal("run", "--data", data)
        assert f"in use by process {node.process.pid}" in said
        assert sell(node)
        assert all(map(lives, node.parts().values()))
