"""The control socket: whatever clients send, or stop sending, the node answers the next one."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import Needs, NotAllowedError, RefusedError, StorageError
from node import control
from node.control import ControlClient, NotRunningError
from tests.node.control_node import Node, ask, connect, replies, request
from tests.node.tills import one_sentence


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "control.sock"


@pytest.fixture
def node(path: Path) -> Iterator[Node]:
    running = Node(path)
    yield running
    running.stop()
    assert not path.exists()


def test_a_client_gets_its_answers_in_order(node: Node, path: Path) -> None:
    client = ControlClient(path)
    for number in range(20):
        answer = client.ask("sell", {"number": number})
        assert answer == {"verb": "sell", "arguments": {"number": number}}
    client.close()


def test_only_the_node_s_own_user_may_ask(node: Node, path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_refusals_and_failures_come_through_as_what_they_are(node: Node, path: Path) -> None:
    with pytest.raises(RefusedError, match=r"^No\.$"):
        ask(path, "refuse")
    with pytest.raises(NotAllowedError, match=r"^Not you\.$") as forbidden:
        ask(path, "forbid")
    assert forbidden.value.needs == Needs("refund", "B1T1-7", 250)
    with pytest.raises(StorageError, match=r"^Full\.$"):
        ask(path, "fill")


def test_a_request_split_anywhere_is_one_request(node: Node, path: Path) -> None:
    data = request("sell", name="Хліб")
    with connect(path) as client:
        for at in range(1, len(data)):
            client.sendall(data[:at])
            ask(path)  # The node has been around its loop: the first part is read.
            client.sendall(data[at:])
            (reply,) = replies(client, 1)
            assert reply["answer"]["arguments"] == {"name": "Хліб"}
        for byte in data:
            client.sendall(bytes([byte]))
        assert replies(client, 1) == [reply]


def test_several_requests_in_one_packet_get_an_answer_each(node: Node, path: Path) -> None:
    several = b"".join(request("sell", number=number) for number in range(50))
    with connect(path) as client:
        client.sendall(several + request("refuse") + request("sell")[:9])
        found = replies(client, 51)
        assert [reply["answer"]["arguments"]["number"] for reply in found[:50]] == list(range(50))
        assert found[50] == {"refused": "No."}
        client.sendall(request("sell")[9:])
        assert replies(client, 1)[0]["answer"]["verb"] == "sell"


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"sell",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b"5",
        b'"verb"',
        b"{}",
        b'{"verb": "status"}',
        b'{"arguments": {}}',
        b'{"verb": "huge", "arguments": {}}',
        b'{"verb": "huge", "arguments": []}',
        b'{"verb": "huge", "arguments": {"bytes": "many"}}',
        b'{"verb": "status", "arguments": {}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b"GET / HTTP/1.1\r",
    ],
    ids=lambda garbage: repr(garbage[:30]),
)
def test_garbage_is_refused_in_one_sentence_and_the_line_stays_open(
    node: Node, path: Path, garbage: bytes
) -> None:
    with connect(path) as client:
        client.sendall(garbage + b"\n" + request("status"))
        refused, answered = replies(client, 2)
    one_sentence(refused["refused"])
    assert answered["answer"]["verb"] == "status"


def test_a_huge_answer_and_a_huge_request_arrive_whole(node: Node, path: Path) -> None:
    assert len(ask(path, "huge", bytes=20_000_000)["text"]) == 20_000_000
    text = "y" * 20_000_000
    assert ask(path, "echo", text=text)["arguments"]["text"] == text


def test_a_request_that_never_ends_is_hung_up_on(
    node: Node, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "REQUEST_BYTES_MAX", 1 << 17)
    with connect(path) as client, pytest.raises((BrokenPipeError, ConnectionResetError)):
        client.sendall(b"x" * (1 << 24))
    assert ask(path)["verb"] == "status"


def test_clients_that_go_at_any_moment_hurt_nobody(node: Node, path: Path) -> None:
    data = request("huge", bytes=5_000_000)
    for sent in (b"", data[:5], data, data * 3):
        client = connect(path)
        client.sendall(sent)
        client.close()
        assert ask(path)["verb"] == "status"
    with connect(path) as client:  # Gone in the middle of an answer.
        client.sendall(data)
        assert len(client.recv(1000)) == 1000
    assert ask(path)["verb"] == "status"


def test_a_client_that_closes_its_half_is_answered_first(node: Node, path: Path) -> None:
    with connect(path) as client:
        client.sendall(request("status"))
        client.shutdown(socket.SHUT_WR)
        assert replies(client, 1)[0]["answer"]["verb"] == "status"
        assert client.recv(1) == b""


def test_many_clients_at_once_are_answered(node: Node, path: Path) -> None:
    clients = [ControlClient(path) for _ in range(60)]
    for number, client in enumerate(clients):
        assert client.ask("echo", {"number": number})["arguments"] == {"number": number}
    for client in clients:
        client.close()


def test_where_no_node_runs_the_client_says_so(path: Path) -> None:
    for missing in (path, path.parent / "none" / "control.sock"):
        with pytest.raises(NotRunningError) as raised:
            ControlClient(missing)
        assert str(missing.parent) in one_sentence(str(raised.value))


def test_a_node_that_goes_away_is_told_from_one_that_refuses(path: Path) -> None:
    node = Node(path)
    client = ControlClient(path)
    assert client.ask("status", {})
    node.stop()
    with pytest.raises(NotRunningError) as raised:
        client.ask("status", {})
    one_sentence(str(raised.value))
    client.close()


LISTEN = """
import sys
from pathlib import Path
from node.control import ControlServer
server = ControlServer(Path(sys.argv[1]), lambda verb, arguments: {})
print("listening", flush=True)
sys.stdin.read()
"""


def test_the_socket_file_of_a_killed_process_is_replaced(path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LISTEN, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "listening\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert path.is_socket()
    with pytest.raises(NotRunningError):
        ControlClient(path)
    node = Node(path)
    assert ask(path)["verb"] == "status"
    node.stop()
    assert not path.exists()


def test_a_path_longer_than_a_socket_address_works(tmp_path: Path) -> None:
    directory = tmp_path / ("d" * 100) / ("ü" * 60)
    directory.mkdir(parents=True)
    node = Node(directory / "control.sock")
    assert ask(directory / "control.sock")["verb"] == "status"
    node.stop()
    assert list(directory.iterdir()) == []
