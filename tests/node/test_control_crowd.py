"""The control socket in a crowd: who does not listen, or sends too much, hurts nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node import control
from node.control import ControlClient, NotRunningError
from tests.node.control_node import DEADLINE_S, Node, ask, connect, replies, request


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "control.sock"


@pytest.fixture
def node(path: Path) -> Iterator[Node]:
    running = Node(path)
    yield running
    running.stop()
    assert not path.exists()


def test_clients_that_do_not_listen_keep_nobody_waiting(node: Node, path: Path) -> None:
    deaf = [connect(path) for _ in range(5)]
    for client in deaf:
        client.sendall(request("huge", bytes=5_000_000) + request("status"))
    for _ in range(20):
        assert ask(path)["verb"] == "status"  # None of the deaf has heard anything yet.
    for client in deaf:  # Each of them may still hear all of it, in order.
        huge, status = replies(client, 2)
        assert len(huge["answer"]["text"]) == 5_000_000
        assert status["answer"]["verb"] == "status"
        client.close()


def test_what_nobody_takes_is_thrown_away_before_it_is_too_much(
    node: Node, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "WAITING_BYTES_MAX", 4_000_000)
    with connect(path) as greedy, connect(path) as modest:
        modest.sendall(request("huge", bytes=1_000_000))
        ask(path)
        greedy.sendall(request("huge", bytes=3_900_000))
        ask(path)
        with pytest.raises((AssertionError, ConnectionResetError)):
            replies(greedy, 1)
        assert len(replies(modest, 1)[0]["answer"]["text"]) == 1_000_000


def test_requests_of_many_clients_are_bounded_together(
    node: Node, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "WAITING_BYTES_MAX", 2_000_000)
    clients = [connect(path) for _ in range(30)]
    gone = 0
    for client in clients:
        try:
            client.sendall(b"x" * 300_000)
        except (BrokenPipeError, ConnectionResetError):
            gone += 1
        ask(path)
    for client in clients:
        try:
            client.sendall(b"\n")
            replies(client, 1)
        except (AssertionError, BrokenPipeError, ConnectionResetError):
            gone += 1
        client.close()
    assert gone >= 30 - 2_000_000 // 300_000
    assert ask(path)["verb"] == "status"


def test_a_client_too_many_takes_the_place_of_the_quietest(
    node: Node, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "CLIENTS_MAX", 3)
    clients = [ControlClient(path, timeout_s=DEADLINE_S) for _ in range(3)]
    for client in (clients[1], clients[2], clients[0]):
        client.ask("status", {})
    assert ask(path)["verb"] == "status"
    with pytest.raises(NotRunningError):
        clients[1].ask("status", {})
    assert clients[2].ask("status", {})["verb"] == "status"
    for client in clients:
        client.close()
