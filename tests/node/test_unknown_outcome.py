"""When no answer comes: nobody is told that nothing was done, and nothing is done twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from node.config import PeerConfig
from node.control import ControlClient
from node.data_directory import SOCKET_FILE
from tests.node.processes import (
    COMMAND,
    DEADLINE_S,
    RunningNode,
    answer,
    environment,
    make_node,
)
from tests.node.test_two_nodes import GOODS
from tests.warm import PipedProcess


@pytest.fixture
def data(tmp_path: Path) -> Path:
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS)
    make_node(tmp_path / "till", goods)
    return tmp_path / "till"


def connections(path: Path) -> int:
    """Return how many have connected to a socket, accepted or not."""
    lines = Path("/proc/net/unix").read_text().splitlines()
    return sum(line.endswith(f" {path}") for line in lines) - 1


def test_a_sale_whose_answer_is_lost_can_be_sent_again(data: Path) -> None:
    with RunningNode(data) as node:
        os.kill(node.process.pid, signal.SIGSTOP)
        words = [*COMMAND, "sell", "milk", "--data", str(data)]
        seller = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
        )
        node.wait_until(lambda: connections(data / SOCKET_FILE) == 1, "the seller asks")
        with pytest.raises(subprocess.TimeoutExpired):
            seller.wait(0.5)
        # The node dies before it answers: the seller learns that it does not know.
        os.kill(node.process.pid, signal.SIGKILL)
        _, said = seller.communicate(timeout=DEADLINE_S)
        assert seller.returncode == 3
        found = re.search(r"Send it again with --id ([0-9a-f-]{36})\.", said)
        assert found is not None
        node.process.wait()
        first = answer("sell", "milk", "--id", found[1], "--data", data)
        again = answer("sell", "milk", "--id", found[1], "--data", data)
        assert (again["receipt"], again["repeated"]) == (first["receipt"], True)


def test_what_a_client_asked_that_has_gone_is_not_done(data: Path) -> None:
    with RunningNode(data) as node:
        os.kill(node.process.pid, signal.SIGSTOP)
        gone = ControlClient(data / SOCKET_FILE, timeout_s=0.2)
        with pytest.raises(Exception, match="not known"):
            gone.ask("sell", {"lines": [{"code": "milk"}]})
        gone.close()
        os.kill(node.process.pid, signal.SIGCONT)
        assert node.ask("status")["sales"] == 0


def test_verbs_at_the_same_time_wait_for_one_another(data: Path) -> None:
    words = ["sell", "milk", "--data", str(data)]
    sellers = [PipedProcess(words, environment()) for _ in range(5)]
    said = [seller.communicate(DEADLINE_S) for seller in sellers]
    assert [seller.returncode for seller in sellers] == [0] * 5, said
    assert answer("status", "--data", data)["sales"] == 5


def test_nobody_is_told_to_dial_everywhere(data: Path) -> None:
    with pytest.raises(ValueError, match="nobody can dial it"):
        PeerConfig(name="B", address="tcp://*:5700", key="0" * 64)
