"""The data directory: made once, held by one process, and never half of anything."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from core.errors import RefusedError, StorageError, StorageInUseError, TillmeshError
from node.config import NodeConfig
from node.data_directory import DataDirectory
from node.desk import open_desk
from tests.node.tills import one_sentence

CONFIG = NodeConfig(name="B1T1", branch="B1")
NOBODY = 65_534

HOLD = """
import sys
from pathlib import Path
from node.data_directory import DataDirectory
DataDirectory(Path(sys.argv[1])).lock()
print("held", flush=True)
sys.stdin.read()
"""


def made(path: Path) -> DataDirectory:
    directory = DataDirectory(path)
    directory.create(CONFIG)
    return directory


def contents(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(path.iterdir())}


def refusal(act: Callable[[], object], kind: type[TillmeshError] = TillmeshError) -> str:
    with pytest.raises(kind) as raised:
        act()
    return one_sentence(str(raised.value))


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the directory."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_new_node_has_keys_of_its_own_that_only_its_user_reads(tmp_path: Path) -> None:
    first, second = made(tmp_path / "deep" / "a"), made(tmp_path / "b")
    assert first.config() == CONFIG
    assert stat.S_IMODE((first.path / "keys.toml").stat().st_mode) == 0o600
    keys = first.keys()
    assert {len(keys.seed), len(keys.curve_public_key), len(keys.curve_secret_key)} == {32}
    assert len({keys.seed, keys.curve_secret_key, second.keys().seed}) == 3
    assert keys == DataDirectory(first.path).keys()


def test_what_peers_dial_is_the_public_key(tmp_path: Path) -> None:
    directory = DataDirectory(tmp_path)
    own = directory.create(CONFIG)
    assert (own.name, own.address) == ("B1T1", CONFIG.listen)
    assert own.key == directory.keys().curve_public_key.hex()
    assert directory.keys().curve_secret_key.hex() not in own.text


def test_a_second_node_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    directory = made(tmp_path)
    before = contents(tmp_path)
    other = CONFIG.model_copy(update={"name": "B9T9"})
    assert "nothing was changed" in refusal(lambda: directory.create(other), RefusedError)
    assert contents(tmp_path) == before


def test_keys_without_a_configuration_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "keys.toml").write_text("precious")
    refusal(lambda: DataDirectory(tmp_path).create(CONFIG), RefusedError)
    assert contents(tmp_path) == {"keys.toml": b"precious"}


def test_keys_that_a_kill_left_without_a_configuration_are_used(tmp_path: Path) -> None:
    keys = DataDirectory(tmp_path).make_keys()
    DataDirectory(tmp_path).create(CONFIG)
    assert DataDirectory(tmp_path).keys() == keys


def test_a_node_that_could_not_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "node.new").mkdir()  # The draft of the configuration cannot be written.
    refusal(lambda: DataDirectory(tmp_path).create(CONFIG), StorageError)
    (tmp_path / "node.new").rmdir()
    assert contents(tmp_path) == {}
    made(tmp_path)


def test_a_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for path in (file, file / "below", tmp_path / ("x" * 300)):
        refusal(partial(DataDirectory(path).create, CONFIG), StorageError)


def test_where_there_is_no_node_the_way_to_make_one_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        said = refusal(DataDirectory(path).lock, RefusedError)
        assert "tillmesh init" in said
        with pytest.raises(RefusedError), open_desk(path):
            pass
    assert contents(tmp_path) == {}


def test_the_configuration_is_replaced_whole(tmp_path: Path) -> None:
    directory = made(tmp_path)
    (tmp_path / "node.new").write_text("left over from a power cut")
    directory.write_config(CONFIG.model_copy(update={"branch": "B7"}))
    assert directory.config().branch == "B7"
    assert sorted(contents(tmp_path)) == ["keys.toml", "node.toml"]


def test_two_processes_cannot_hold_it_and_the_holder_is_named(tmp_path: Path) -> None:
    directory = made(tmp_path)
    with holder(tmp_path) as process:
        said = refusal(directory.lock, StorageInUseError)
        assert f"process {process.pid};" in said
        assert said == refusal(DataDirectory(tmp_path).lock, StorageInUseError)
        # It does not answer at a control socket either.
        with pytest.raises(StorageInUseError), open_desk(tmp_path):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    directory.lock()
    assert (tmp_path / "lock").read_text() == str(os.getpid())
    directory.release()
    directory.lock().release()


def test_one_process_does_not_take_it_twice_by_two_names(tmp_path: Path) -> None:
    directory = made(tmp_path / "data").lock()
    (tmp_path / "other").symlink_to(tmp_path / "data")
    said = refusal(DataDirectory(tmp_path / "other").lock, StorageInUseError)
    assert str(os.getpid()) in said
    directory.release()


KEYS = 'seed = "{0}"\ncurve_public_key = "{1}"\ncurve_secret_key = "{2}"\n'
GOOD_KEY = "ab" * 32


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "seed",
        "seed = 5\n",
        KEYS.format(GOOD_KEY, GOOD_KEY, GOOD_KEY[2:]),
        KEYS.format(GOOD_KEY[2:], GOOD_KEY, GOOD_KEY),
        KEYS.format(GOOD_KEY, GOOD_KEY + "00", GOOD_KEY),
        KEYS.format("x" * 64, GOOD_KEY, GOOD_KEY),
        KEYS.format(GOOD_KEY, GOOD_KEY, "")[:-30],
        "\udcff",
    ],
)
def test_missing_or_damaged_keys_are_refused_before_anything_is_opened(
    tmp_path: Path, text: str | None
) -> None:
    made(tmp_path)
    file = tmp_path / "keys.toml"
    if text is None:
        file.unlink()
    else:
        file.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(RefusedError) as raised, open_desk(tmp_path):
        pass
    assert str(file) in one_sentence(str(raised.value))
    assert not (tmp_path / "data.mdb").exists()
    DataDirectory(tmp_path).lock().release()  # Nobody is left holding it.


def test_a_damaged_configuration_is_refused_and_nobody_holds_the_directory(tmp_path: Path) -> None:
    directory = made(tmp_path)
    (tmp_path / "node.toml").write_text("name = ")
    refusal(directory.lock, RefusedError)
    (tmp_path / "node.toml").write_text(CONFIG.to_toml())
    directory.lock().release()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Drop the superuser's rights, which no permission stops, for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A directory that every user can reach."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


def test_a_read_only_directory_is_refused_and_unchanged(shared: Path) -> None:
    made(shared)
    for file in shared.iterdir():
        file.chmod(0o444)
    shared.chmod(0o555)
    before = contents(shared)
    with as_nobody():
        assert "Permission denied" in refusal(DataDirectory(shared).lock, StorageError)
        refusal(lambda: DataDirectory(shared / "new").create(CONFIG), StorageError)
        refusal(lambda: DataDirectory(shared).write_config(CONFIG), StorageError)
    assert contents(shared) == before
    shared.chmod(0o755)


def test_files_of_another_user_are_refused(shared: Path) -> None:
    made(shared)
    (shared / "node.toml").chmod(0o644)
    (shared / "lock").touch(mode=0o666)
    (shared / "lock").chmod(0o666)
    if os.geteuid() != 0:
        (shared / "keys.toml").chmod(0o000)
    with as_nobody():
        assert "keys" in refusal(DataDirectory(shared).keys, RefusedError)
        with pytest.raises(RefusedError), open_desk(shared):
            pass
    (shared / "node.toml").chmod(0o000)
    with as_nobody():
        assert "node.toml" in refusal(DataDirectory(shared).config, StorageError)
    shared.chmod(0o700)
    if os.geteuid() == 0:
        with as_nobody():
            refusal(DataDirectory(shared).lock)
            refusal(lambda: DataDirectory(shared).create(CONFIG), StorageError)


def test_a_directory_deeper_than_a_socket_address_holds_works(tmp_path: Path) -> None:
    path = tmp_path / ("d" * 90) / ("e" * 90)
    made(path)
    with open_desk(path) as desk:
        assert desk.ask("status", {})["name"] == "B1T1"
