"""The small pieces that processes are made of: bells, the lock they share, and their words."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import RefusedError, StorageInUseError
from node import system_clock
from node.config import NodeConfig
from node.control import NotRunningError
from node.data_directory import DataDirectory
from node.processes import asking
from node.processes.asking import ReplicatorClient
from node.processes.doorbell import WORDS_AT_ONCE, Doorbell, Ringer
from node.processes.doubt import doubt_word, read_doubt
from node.processes.loop import Loop
from node.processes.notebook import NOTEBOOK_FILE, read_alerts, read_notes, write_notes
from node.processes.poller import DescriptorPoller
from node.processes.service_manager import READY, notify
from tests.node.tills import one_sentence


@pytest.fixture
def loop() -> Iterator[Loop]:
    loop = Loop(DescriptorPoller())
    yield loop
    loop.close()


def bell_at(path: Path, loop: Loop) -> list[bytes]:
    heard: list[bytes] = []
    loop.add(Doorbell(path, heard.append))
    return heard


@pytest.mark.parametrize("depth", [1, 12], ids=["short", "longer than a socket's address"])
def test_a_bell_is_heard_wherever_the_directory_is(tmp_path: Path, loop: Loop, depth: int) -> None:
    directory = tmp_path.joinpath(*["a-folder-name" for _ in range(depth)])
    directory.mkdir(parents=True)
    heard = bell_at(directory / "bell", loop)
    ringer = Ringer(directory / "bell")
    ringer.ring(b"one")
    ringer.ring(b"two")
    loop.step()
    assert heard == [b"one", b"two"]
    assert (directory / "bell").stat().st_mode & 0o077 == 0
    ringer.close()


def test_ringing_where_nobody_is_does_nothing_and_whoever_comes_later_hears(
    tmp_path: Path, loop: Loop
) -> None:
    ringer = Ringer(tmp_path / "bell")
    ringer.ring(b"lost")
    heard = bell_at(tmp_path / "bell", loop)
    ringer.ring(b"heard")
    loop.step()
    assert heard == [b"heard"]
    ringer.close()


def test_ringing_never_waits_for_one_who_does_not_listen(tmp_path: Path, loop: Loop) -> None:
    heard = bell_at(tmp_path / "bell", loop)
    ringer = Ringer(tmp_path / "bell")
    for _ in range(10 * WORDS_AT_ONCE):
        ringer.ring(b"again")
    loop.step()
    assert 0 < len(heard) <= WORDS_AT_ONCE
    ringer.close()


def test_a_bell_hangs_over_what_a_killed_process_left(tmp_path: Path, loop: Loop) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as left:
        left.bind(str(tmp_path / "bell"))
    heard = bell_at(tmp_path / "bell", loop)
    ringer = Ringer(tmp_path / "bell")
    ringer.ring(b"heard")
    loop.step()
    assert heard == [b"heard"]
    ringer.close()


def test_a_doubt_is_understood_and_nothing_else_is() -> None:
    assert read_doubt(doubt_word(7, "peers know more")) == (7, "peers know more")
    for word in (b"", b"appended", b"doubt ", b"doubt [1]", b'doubt ["x", "y"]', b"doubt {}"):
        assert read_doubt(word) is None


def test_a_replicator_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(NotRunningError) as raised:
        ReplicatorClient(tmp_path / "replicator.sock").ask("replication", {})
    one_sentence(str(raised.value))


def test_a_replicator_that_hangs_is_not_waited_for_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ANSWER_S", 0.01)
    now_s = [0.0]
    monkeypatch.setattr(system_clock, "monotonic_s", lambda: now_s[0])
    client = ReplicatorClient(tmp_path / "replicator.sock")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as hangs:
        hangs.bind(str(tmp_path / "replicator.sock"))
        hangs.listen()
        for now_s[0] in (0.0, 0.0, asking.SILENCE_S / 2, asking.SILENCE_S):
            with pytest.raises(NotRunningError, match="does not answer"):
                client.ask("replication", {})
        hangs.setblocking(False)
        for _ in range(2):  # at the first question, and when the silence was over
            hangs.accept()[0].close()
        with pytest.raises(BlockingIOError):
            hangs.accept()


def test_what_is_noted_is_read_again_and_nonsense_is_nothing(tmp_path: Path) -> None:
    assert (read_notes(tmp_path), read_alerts(tmp_path)) == ({}, ())
    write_notes(tmp_path, {"a": {"alerts": ["one."]}, "b": {"alerts": ["two.", 3]}, "c": 4})
    assert read_alerts(tmp_path) == ("one.", "two.")
    for text in ("", "[]", "{", '{"a": {"alerts": {}}}'):
        (tmp_path / NOTEBOOK_FILE).write_text(text)
        assert read_alerts(tmp_path) == ()


def test_a_service_manager_with_a_name_of_no_file_is_told_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0tillmesh-test-{os.getpid()}")
        monkeypatch.setenv("NOTIFY_SOCKET", f"@tillmesh-test-{os.getpid()}")
        notify(READY)
        assert manager.recv(64) == b"READY=1"
    # Gone, or never there: nobody is told and nothing fails.
    notify(READY)
    monkeypatch.delenv("NOTIFY_SOCKET")
    notify(READY)


HEIR = """
import sys
from pathlib import Path
from node.data_directory import DataDirectory
directory = DataDirectory(Path(sys.argv[1])).inherit(int(sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def directory(tmp_path: Path) -> DataDirectory:
    made = DataDirectory(tmp_path / "node")
    made.create(NodeConfig(name="B1T1", branch="B1"))
    return made


def test_a_lock_that_is_passed_on_lasts_until_the_last_holder_is_gone(
    directory: DataDirectory,
) -> None:
    directory.lock()
    descriptor = directory.lock_fd
    heir = subprocess.Popen(
        [sys.executable, "-c", HEIR, str(directory.path), str(descriptor)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=(descriptor,),
    )
    with heir:
        assert heir.stdout is not None
        assert heir.stdout.readline() == b"held\n"
        directory.release()
        assert directory.holder_lives(), "it is this process that took it"
        with pytest.raises(StorageInUseError):
            directory.lock()
        heir.kill()
        heir.wait()
        directory.lock().release()


def test_a_descriptor_that_is_no_lock_of_the_directory_is_refused(
    directory: DataDirectory, tmp_path: Path
) -> None:
    directory.lock()
    with (tmp_path / "other").open("w") as other:
        for descriptor in (other.fileno(), 9_999):
            with pytest.raises(RefusedError) as raised:
                DataDirectory(directory.path).inherit(descriptor)
            one_sentence(str(raised.value))
    directory.release()


def test_whether_the_holder_lives_is_known(directory: DataDirectory) -> None:
    lock = directory.path / "lock"
    assert not directory.holder_lives()
    for text, lives in ((str(os.getpid()), True), ("", False), ("x", False), (str(2**30), False)):
        lock.write_text(text)
        assert directory.holder_lives() is lives
