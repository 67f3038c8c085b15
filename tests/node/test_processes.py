"""A node in several processes: any of them may be killed at any moment, and it goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from core.errors import StorageInUseError
from node.data_directory import DataDirectory
from node.processes.compose import PROCESSES
from node.processes.running import TILL, WORKER
from tests.node.processes import (
    COMMAND,
    DEADLINE_S,
    RunningNode,
    answer,
    environment,
    make_node,
)
from tests.node.supervised import Cashier, SupervisedNode, lives
from tests.node.test_two_nodes import GOODS, Net, agree, connected, sell, stocked
from tests.simulations.demo.test_demo_sigkill import read_books

KILLS = 9


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    with ExitStack() as stack:
        yield Net(tmp_path, stack)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A till with a catalogue."""
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS)
    make_node(tmp_path / "till", goods)
    return tmp_path / "till"


@pytest.fixture
def pair(net: Net, tmp_path: Path) -> Iterator[tuple[SupervisedNode, RunningNode]]:
    """A node in several processes, and a peer in one that dials it."""
    first = net.make("A", goods=True)
    net.make("B", first)
    with SupervisedNode(tmp_path / "A") as node:
        peer = net.start("B")
        stocked(peer)
        yield node, peer


def test_each_part_runs_in_a_process_and_all_end_in_order(data: Path) -> None:
    with SupervisedNode(data) as node:
        parts = node.parts()
        assert len({node.process.pid, *parts.values()}) == 4
        assert sell(node, times=2) == ["B1T1-000001", "B1T1-000002"]
        status = node.full_status()
        assert (status["running"], status["sales"], status["alerts"]) == (True, 2, [])
        assert node.stop(signal.SIGTERM) == (0, "")
        assert not any(map(lives, parts.values()))
    left = {path.name for path in data.iterdir() if path.is_socket()}
    assert left == set()
    assert answer("status", "--data", data)["sales"] == 2


def test_ctrl_c_in_a_terminal_reaches_everybody_and_ends_in_order(data: Path) -> None:
    words = [*COMMAND, "run", "--data", str(data)]
    with subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert b"listens" in process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, complaints = process.communicate(timeout=DEADLINE_S)
        assert (process.returncode, complaints) == (0, b"")


def test_both_ways_replicate_with_one_another(pair: tuple[SupervisedNode, RunningNode]) -> None:
    node, peer = pair
    receipts = sell(node, "milk", 5) + sell(peer, "bread", 5)
    agree(node, peer)
    assert node.status()["sales"] == 10
    connected(node, "B")
    assert node.ask("refund", receipt=receipts[-1])["total_minor"] == -250
    assert node.replicator("cut", peers=["B"]) == {"cut": ["B"]}
    sell(node)
    assert node.replicator("heal") == {"cut": []}
    agree(node, peer)


def sold_by(cashiers: list[Cashier]) -> int:
    return sum(len(cashier.told) for cashier in cashiers)


def sells_on(cashiers: list[Cashier], least: int) -> bool:
    return sold_by(cashiers) >= least


def holds_more(node: RunningNode, before: int) -> bool:
    return bool(node.status()["events"] > before)


def test_any_process_may_be_killed_at_any_moment_while_it_sells(
    pair: tuple[SupervisedNode, RunningNode], tmp_path: Path
) -> None:
    node, peer = pair
    dice = random.Random(4711)
    cashiers = [Cashier(tmp_path / "A", 1), Cashier(tmp_path / "A", 2)]
    for cashier in cashiers:
        cashier.start()
    for kill in range(KILLS):
        name = sorted(PROCESSES)[kill % len(PROCESSES)]
        before = node.signal_part(name)
        sold, held = sold_by(cashiers), peer.status()["events"]
        node.wait_until(partial(node.replaced, name, before), name)
        # One time in two the next one dies before all is well again.
        if dice.random() < 0.5:
            node.wait_until(partial(sells_on, cashiers, sold + 20), "it sells on")
            peer.wait_until(partial(holds_more, peer, held), "it replicates")
    # Each death of a till may fall between two questions of a cashier; not all of them do.
    deadline = time.monotonic() + DEADLINE_S
    while not sum(cashier.unknown for cashier in cashiers):
        assert time.monotonic() < deadline, "no till died while it was asked"
        sold, before = sold_by(cashiers), node.signal_part(TILL)
        node.wait_until(partial(node.replaced, TILL, before), TILL)
        node.wait_until(partial(sells_on, cashiers, sold + 1), "it sells on")
    told = {**cashiers[0].finish(), **cashiers[1].finish()}
    assert len(set(told.values())) == len(told)
    agree(node, peer)
    for one in (node, peer):
        assert one.status()["sales"] == len(told)
    # Nobody took a sale it did not know of yet for the sign of a restored copy.
    assert node.status()["epoch_reason"] == ""
    assert node.stop()[0] == 0
    books = read_books(tmp_path / "A")
    assert {str(receipt.id): receipt.text for receipt in books.receipts} == told
    whole = answer("doctor", "--whole", "--data", tmp_path / "A")
    assert {one["what"]: one["state"] for one in whole["findings"]}["log"] == "fine"


def test_when_the_supervisor_is_killed_its_processes_end_and_the_next_one_takes_over(
    data: Path,
) -> None:
    for _ in range(2):
        with SupervisedNode(data) as node:
            parts = node.parts()
            sell(node)
            # One that does not get to run keeps the lock, whoever else has gone.
            node.signal_part(WORKER, signal.SIGSTOP)
            node.process.kill()
            node.process.wait()
            with pytest.raises(StorageInUseError):
                DataDirectory(data).lock()
            os.kill(parts[WORKER], signal.SIGCONT)
            # The next one waits for those that are left, and no longer.
            with SupervisedNode(data) as following:
                assert following.status()["running"]
                assert not any(map(lives, parts.values()))
                assert following.stop() == (0, "")
    assert answer("status", "--data", data)["sales"] == 2
