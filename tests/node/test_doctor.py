"""The doctor says what is wrong and what to do; exit status 1 when something is bad."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.log import layout
from core.log.layout import POSITION
from core.log.lmdb_store import LmdbStore
from node.config import PeerConfig
from tests.node.processes import answer, make_node, tillmesh
from tests.node.test_two_nodes import GOODS


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody who listens, where the node dials a peer."""
    with socket.create_server(("127.0.0.1", 0)) as there:
        yield there


def address_of(there: socket.socket) -> str:
    host, port = there.getsockname()
    return f"tcp://{host}:{port}"


@pytest.fixture
def data(tmp_path: Path, listener: socket.socket) -> Path:
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS)
    peer = PeerConfig(name="B", address=address_of(listener), key="0" * 64)
    make_node(tmp_path / "till", goods, sales=5, peers=[peer], founds=True)
    return tmp_path / "till"


def states(data: Path, *words: str) -> dict[str, str]:
    return {
        one["what"]: one["state"] for one in answer("doctor", *words, "--data", data)["findings"]
    }


def test_a_healthy_node_is_fine_in_everything(data: Path) -> None:
    assert set(states(data, "--whole").values()) == {"fine"}
    said = tillmesh("doctor", "--whole", "--data", data)
    assert "8 records and 7 seals hold." in said.stdout


def test_a_peer_that_does_not_answer_is_a_warning(data: Path, listener: socket.socket) -> None:
    where = address_of(listener)
    listener.close()
    done = tillmesh("doctor", "--data", data)
    assert done.returncode == 0
    assert f"B is not reached at {where}" in " ".join(done.stdout.split())


def test_a_port_somebody_else_has_is_bad(data: Path, listener: socket.socket) -> None:
    file = data / "node.toml"
    file.write_text(file.read_text().replace("tcp://127.0.0.1:0", address_of(listener)))
    done = tillmesh("doctor", "--data", data)
    assert done.returncode == 1
    assert "Nothing can listen at" in done.stdout


def test_keys_that_others_can_read_are_bad(data: Path) -> None:
    (data / "keys.toml").chmod(0o644)
    done = tillmesh("doctor", "--data", data)
    assert done.returncode == 1
    assert "chmod 600" in done.stdout


def test_a_record_changed_on_the_disk_is_named(data: Path) -> None:
    store = LmdbStore.open(str(data))
    store.open_tables(layout.TABLES)
    with store.write() as transaction:
        key, record = next(
            item for item in transaction.scan(layout.LOG, b"") if POSITION.unpack(item[0])[1] == 2
        )
        transaction.put(layout.LOG, key, record[:-40] + b"\x00" + record[-39:])
    store.close()
    assert tillmesh("doctor", "--data", data).returncode == 0
    done = tillmesh("doctor", "--whole", "--data", data)
    assert done.returncode == 1
    assert "Record 2" in done.stdout
