"""Two real processes on one data file, both killed at random: everything verifies after."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import lmdb
import pytest

from core.ed25519 import verify_ed25519
from core.log.lmdb_store import LmdbStore
from core.log.record import decode_header
from core.log.verify import walk_stream
from tests.contracts.logs import BRANCH, Counts, dump
from tests.contracts.shared_node import AHEAD_MS, PEERS, open_shared, sale

ROOT = Path(__file__).resolve().parents[2]
PEER_EVENTS = 3_000
KILLS = 16
DEADLINE_S = 300.0


class Process:
    """One of the two, started again whenever it is killed."""

    def __init__(self, *words: str | Path) -> None:
        self._words = words
        self.said = 0
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.contracts.shared_node", *map(str, self._words)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def hear(self) -> bool:
        """Wait for it to commit once more; False when it has ended."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if line.endswith(b"\n"):
            # Nothing it said before it was killed is gone.
            assert int(line) > self.said
            self.said = int(line)
        return bool(line)

    def kill(self) -> None:
        """End it, wherever it is; what it said until then counts."""
        self.process.send_signal(signal.SIGKILL)
        while self.hear():
            pass
        self.process.wait()


@pytest.fixture
def peer(tmp_path: Path) -> Path:
    """A peer's log, written by a clock that is ahead of ours."""
    path = tmp_path / "peer"
    path.mkdir()
    log = open_shared(str(path), seed=PEERS, ahead_ms=AHEAD_MS, sync=False)
    for first in range(0, PEER_EVENTS, 10):
        log.append([sale(log, number, BRANCH) for number in range(first, first + 10)])
    log.store.close()
    return path


def test_two_processes_killed_at_random_leave_a_whole_log(tmp_path: Path, peer: Path) -> None:
    dice = random.Random(29)
    path = tmp_path / "shared"
    path.mkdir()
    appender = Process("append", path)
    appender.hear()
    taker = Process("ingest", path, peer)
    kills = 0
    deadline = time.monotonic() + DEADLINE_S
    while taker.said < PEER_EVENTS or kills < KILLS:
        assert time.monotonic() < deadline, (taker.said, appender.said, kills)
        # Some commits of each, and then one of the two dies, or both.
        for _ in range(dice.randrange(1, 30)):
            assert appender.hear()
            if not taker.hear():
                break
        victims = dice.choice(([appender], [taker], [appender, taker]))
        kills += len(victims)
        for victim in victims:
            victim.kill()
        for victim in victims:
            victim.start()
            victim.hear()
    appender.kill()
    taker.kill()
    check(path, appended=appender.said, taken=taker.said)


def check(path: Path, *, appended: int, taken: int) -> None:
    log = open_shared(str(path))
    own, theirs = log.stream(BRANCH), None
    with log.read() as view:
        heads = view.heads()
        for stream, head in heads.items():
            walked = walk_stream(view, stream, verify_ed25519)
            assert (walked.fault, walked.records) == ("", head.sequence), stream
            if stream.author != log.author:
                theirs = stream
        assert theirs is not None
        assert view.head(own).sequence in (appended, appended + 1)
        assert view.head(theirs).sequence == taken == PEER_EVENTS
        # I1 and I2: every record stands in the feed once, at a number of its own.
        feed = list(view.feed(0, view.last_lsn()))
        assert [lsn for lsn, _ in feed] == list(range(1, view.last_lsn() + 1))
        headers = [decode_header(record) for _, record in feed]
        places = {(header.stream, header.sequence) for header in headers}
        assert len(places) == len(feed) == sum(head.sequence for head in heads.values())
        # I13: our stamps grow in the order we wrote, and followed the peer's clock.
        stamps = [header.hlc for header in headers if header.stream.author == log.author]
        assert stamps == sorted(set(stamps))
        assert stamps[-1] > view.head(theirs).hlc
    folded = dump(log.store, Counts())["view.counts"]
    log.rebuild()
    assert dump(log.store, Counts())["view.counts"] == folded
    log.store.close()


HOLD_A_READ = """
import sys
from core.log.lmdb_store import LmdbStore
store = LmdbStore.open(sys.argv[1], map_bytes=1 << 24)
store.open_tables(["numbers"])
with store.read() as transaction:
    print("reading", flush=True)
    sys.stdin.read()
"""

OPEN = """
import sys
from core.log.lmdb_store import LmdbStore
LmdbStore.open(sys.argv[1], map_bytes=1 << 24).close()
"""

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def program(text: str, path: Path) -> subprocess.Popen[bytes]:
    """Run a few lines in a process of their own."""
    words = [sys.executable, "-c", text, str(path)]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, stdin=pipe, stdout=pipe, cwd=ROOT, env=ENVIRONMENT)


def made(path: Path) -> Path:
    path.mkdir()
    return path


def readers_of(environment: lmdb.Environment) -> int:
    """How many readers' slots are taken, as LMDB itself says; one line is a heading."""
    lines = environment.readers().splitlines()
    return len(lines) - 1 if "pid" in lines[0] else 0


def test_a_reader_that_was_killed_holds_nothing_once_it_was_started_again(tmp_path: Path) -> None:
    path = made(tmp_path / "read")
    # Somebody must have it open all the time: who opens it alone clears everything anyway.
    with lmdb.open(str(path), max_dbs=8, map_size=1 << 24) as environment:
        with program(HOLD_A_READ, path) as reader:
            assert reader.stdout is not None
            reader.stdout.readline()
            assert readers_of(environment) == 1
            reader.kill()
        assert readers_of(environment) == 1
        with program(OPEN, path) as again:
            assert again.wait(DEADLINE_S) == 0
        assert readers_of(environment) == 0


WRITE_MUCH = """
import sys
from core.log.lmdb_store import LmdbStore
store = LmdbStore.open(sys.argv[1], map_bytes=1 << 26)
store.open_tables(["numbers"])
with store.write() as transaction:
    for number in range(4000):
        transaction.put("numbers", b"%08d" % number, bytes(1000))
store.close()
"""


def test_a_data_file_that_outgrew_our_map_is_followed(tmp_path: Path) -> None:
    path = made(tmp_path / "grown")
    store = LmdbStore.open(str(path), map_bytes=1 << 20)
    store.open_tables(["numbers"])
    with store.write() as transaction:
        transaction.put("numbers", b"a", b"1")
    with program(WRITE_MUCH, path) as other:
        assert other.wait(DEADLINE_S) == 0
    with store.read() as transaction:
        assert transaction.get("numbers", b"00003999") == bytes(1000)
    with store.write() as transaction:
        transaction.put("numbers", b"b", bytes(100_000))
    store.close()
