"""The real command on broken disks, full disks, taken ports, and after every kind of death."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.errors import StorageError
from tests.node.processes import (
    RunningNode,
    answer,
    is_listening,
    kept,
    make_node,
    refusal,
    tillmesh,
)
from tests.node.tills import one_sentence

GOODS = "sku,name,price\nmilk,Milk,1.29\nbread,Bread,2.50\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A till that has sold three times."""
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS)
    make_node(tmp_path / "till", goods, sales=3)
    return tmp_path / "till"


def test_sigterm_ends_a_node_in_good_order(data: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with RunningNode(data) as node:
            assert (data / "control.sock").is_socket()
            assert node.stop(number) == (0, "")
        assert not (data / "control.sock").exists()
    assert answer("status", "--data", data)["sales"] == 3


def test_sigkill_leaves_a_directory_that_the_next_verb_opens(data: Path) -> None:
    with RunningNode(data) as node:
        sold = node.ask("sell", lines=[{"code": "milk"}])
        assert node.stop(signal.SIGKILL)[0] == -signal.SIGKILL
    assert (data / "control.sock").is_socket()
    assert not is_listening(data)
    assert answer("status", "--data", data)["sales"] == 4
    assert answer("refund", sold["receipt"], "--data", data)["total_minor"] == -129
    with RunningNode(data) as node:
        assert node.status()["refunds"] == 1


def test_a_node_ends_with_the_process_that_started_it(data: Path) -> None:
    words = ("run", "--data", data, "--with-parent")
    # A process that is not its parent is as good as one that has gone.
    assert tillmesh(*words, "1").returncode == 0
    assert tillmesh(*words, str(2**30)).returncode == 0
    assert not (data / "control.sock").exists()


def test_a_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "till"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        make_node(data, listen=address)
        said = refusal("run", "--together", "--data", data)
        assert address in said
        assert "in use" in said
        assert not (data / "control.sock").exists()
    with RunningNode(data) as node:
        assert address in node.hello


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "till"
    address = "tcp://192.0.2.1:5700"  # Kept for documentation: no machine has it.
    make_node(data, listen=address)
    assert address in refusal("run", "--together", "--data", data)


Damage = Callable[[bytearray], bytes]


def _garbage(data: bytearray) -> bytes:
    return random.Random(1).randbytes(len(data))


def _flipped(data: bytearray) -> bytes:
    """Flip the first byte of what says that this is LMDB's, on both pages that say so."""
    data[16] ^= 0x01
    data[4096 + 16] ^= 0x01
    return bytes(data)


def _unreadable(data: bytearray) -> bytes:
    """Change what stands before a product's name wherever it is stored."""
    assert data.count(b"\xa4Milk") > 1
    return bytes(data.replace(b"\xa4Milk", b"\xc1Milk"))


DAMAGES: dict[str, Damage] = {
    "garbage": _garbage,
    "zeros": lambda data: bytes(len(data)),
    "half": lambda data: bytes(data[: len(data) // 2]),
    "a page": lambda data: bytes(data[:4096]),
    "a byte": lambda data: bytes(data[:1]),
    "flipped": _flipped,
    "a value": _unreadable,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_data_file_is_refused_and_left_as_it_is(data: Path, damage: Damage) -> None:
    file = data / "data.mdb"
    whole = file.read_bytes()
    file.write_bytes(damage(bytearray(whole)))
    with kept(data):
        for words in (["stock", "milk", "--json"], ["sell", "milk"]):
            assert "data file" in refusal(*words, "--data", data)
        if damage is not _unreadable:  # What nobody asks for is not looked at.
            assert "data file" in refusal("run", "--together", "--data", data)
            if damage is _garbage:  # Several processes are refused as one is, and cost three.
                assert "data file" in refusal("run", "--data", data)
    file.write_bytes(whole)
    assert answer("sell", "milk", "--data", data)["receipt"] == "B1T1-000004"


def test_keys_that_cannot_be_read_are_refused(data: Path) -> None:
    file = data / "keys.toml"
    whole = file.read_text()
    for text in ("", whole[:-20], whole.replace("seed", "weed"), None):
        file.unlink()
        if text is not None:
            file.write_text(text)
        with kept(data):
            for words in (["sell", "milk"], ["run"] if text is None else ["run", "--together"]):
                assert "keys.toml" in refusal(*words, "--data", data)
        file.write_text(whole)
    assert answer("status", "--data", data)["sales"] == 3


def room(size: int) -> Callable[[], None]:
    """What a child does before it starts, so that no file of its grows over ``size`` bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_disk_without_room_refuses_in_one_sentence_and_loses_nothing(data: Path) -> None:
    file = data / "data.mdb"
    many = data.parent / "many.csv"
    rows = "".join(f"n{number},{'x' * 150},1.00\n" for number in range(3_000))
    many.write_text("sku,name,price\n" + rows)
    full = room(file.stat().st_size)
    before = answer("status", "--data", data)
    assert "No room" in refusal("import-catalogue", many, "--data", data, preexec_fn=full)
    after = answer("status", "--data", data)
    moving = dict.fromkeys(("disk_bytes", "disk_free_bytes", "waits_for_hub_ms"), 0)
    assert {**after, **moving} == {**before, **moving}
    assert answer("import-catalogue", many, "--data", data)["registered"] == 3_000


def test_a_disk_without_any_room_still_tells_and_refuses_to_sell(data: Path) -> None:
    with kept(data):
        assert tillmesh("status", "--data", data, preexec_fn=room(0)).returncode == 0
        assert "No room" in refusal("sell", "milk", "--data", data, preexec_fn=room(0))
        new = data.parent / "new"
        said = refusal("init", "A", "--branch", "B1", "--data", new, preexec_fn=room(0))
        assert "File too large" in said
    assert list(new.iterdir()) == []
    assert answer("sell", "milk", "--data", data)["receipt"] == "B1T1-000004"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte."""
    mount, path = shutil.which("mount"), tmp_path / "small"
    path.mkdir()
    if mount is None or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs the superuser")
    words = [mount, "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(path)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield path
    subprocess.run(["umount", str(path)], check=True)


def test_a_node_sells_until_its_disk_is_full_and_again_when_there_is_room(small: Path) -> None:
    data, ballast = small / "till", small / "ballast"
    goods = small / "goods.csv"
    goods.write_text(GOODS)
    make_node(data, goods)
    with RunningNode(data) as node:
        ballast.write_bytes(bytes(64 << 10))
        sold = 0
        while sells(node):
            sold += 1
        assert sold > 10
        assert not sells(node)
        assert node.status()["sales"] == sold
        assert "No room" in refusal("sell", "milk", "--data", data)
        ballast.unlink()
        assert node.ask("sell", lines=[{"code": "milk"}])["receipt"] == f"B1T1-{sold + 1:06d}"
        assert node.stop(signal.SIGKILL)[0] == -signal.SIGKILL
    status = answer("status", "--data", data)
    assert (status["sales"], status["sales_minor"]) == (sold + 1, 129 * (sold + 1))


def sells(node: RunningNode) -> bool:
    try:
        node.ask("sell", lines=[{"code": "milk"}])
    except StorageError as error:
        return not one_sentence(str(error)).startswith("No room")
    return True
