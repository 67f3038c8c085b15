"""What a broken disk does: one clear sentence, and never a killed process."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import StorageDamagedError, StorageError
from core.log.data_file import missing_pages, newest_meta
from core.log.lmdb_store import DATA_FILE, LmdbStore
from tests.contracts.logs import BRANCH, digest, draft, drafts, open_log

PAGE_BYTES = 4096


def write_log(path: Path, *, events: int = 300) -> Path:
    """Write a log of a few hundred events and return its data file."""
    store = LmdbStore.open(str(path), sync=False)
    log = open_log(store)
    for start in range(1, events, 20):
        log.append([*drafts(19, start=start), draft(start + 19, scope=BRANCH)])
    store.close()
    return path / DATA_FILE


def read_log(path: Path) -> bytes:
    """Open the log and touch every page of it."""
    store = LmdbStore.open(str(path), sync=False)
    try:
        log = open_log(store)
        with log.read() as view:
            for table in ("log", "feed", "aggregate", "seal", "stream", "meta"):
                assert list(view.transaction.scan(table, b""))
        return digest(log)
    finally:
        store.close()


def sentence(error: pytest.ExceptionInfo[StorageError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


def test_a_file_cut_anywhere_is_noticed_before_a_page_is_touched(tmp_path: Path) -> None:
    data = write_log(tmp_path / "whole").read_bytes()
    whole = read_log(tmp_path / "whole")
    (tmp_path / "cut").mkdir()
    pages = len(data) // PAGE_BYTES
    accused = 0
    for length in (*(PAGE_BYTES * count for count in range(1, pages)), 1, 100, 5000, len(data) - 1):
        (tmp_path / "cut" / DATA_FILE).write_bytes(data[:length])
        try:
            read = read_log(tmp_path / "cut")
        except StorageDamagedError:
            accused += 1
        else:
            # Only what was free anyway may be missing: then nothing is lost.
            assert read == whole
    assert accused > pages * 3 // 4


def test_a_file_that_lacks_one_page_of_a_value_is_noticed(tmp_path: Path) -> None:
    store = LmdbStore.open(str(tmp_path), sync=False)
    store.open_tables(("table",))
    for key, pages in ((b"gone", 20), (b"gone", 0), (b"small", 0), (b"large", 100)):
        with store.write() as transaction:
            transaction.put("table", key, bytes(pages * PAGE_BYTES))
    store.close()
    file = tmp_path / DATA_FILE
    data = file.read_bytes()
    file.write_bytes(data[:-1])
    with open(file, "rb") as cut:
        meta = newest_meta(cut)
        assert meta is not None
        # The list of free pages is whole: it stands where the first value was.
        assert meta.free_root < meta.last_page - 100
        assert missing_pages(cut, meta) == 1
    with pytest.raises(StorageDamagedError) as raised:
        LmdbStore.open(str(tmp_path))
    assert "missing" in sentence(raised)
    file.write_bytes(data)
    LmdbStore.open(str(tmp_path)).close()


def test_an_honest_file_is_never_accused_though_it_may_end_early(tmp_path: Path) -> None:
    dice = random.Random(1)
    held: dict[bytes, bytes] = {}
    ended_early = 0
    for _ in range(200):
        store = LmdbStore.open(str(tmp_path), sync=False)
        store.open_tables(("table",))
        with store.write() as transaction:
            assert dict(transaction.scan("table", b"")) == held
            for _ in range(dice.randrange(1, 30)):
                # Values of several pages, often freed by the transaction that allocated them.
                key, value = b"%d" % dice.randrange(8), bytes(dice.randrange(1, 40_000))
                transaction.put("table", key, value)
                held[key] = value
            for key in dice.sample(sorted(held), dice.randrange(len(held))):
                transaction.delete("table", key)
                del held[key]
        store.close()
        with open(tmp_path / DATA_FILE, "rb") as file:
            meta = newest_meta(file)
            assert meta is not None
            ended_early += file.seek(0, 2) < (meta.last_page + 1) * meta.page_bytes
            assert missing_pages(file, meta) == 0
    assert ended_early


@pytest.mark.parametrize("place", [16, 20, PAGE_BYTES + 16, PAGE_BYTES + 20])
def test_a_changed_meta_page_is_noticed(tmp_path: Path, place: int) -> None:
    file = write_log(tmp_path)
    data = bytearray(file.read_bytes())
    data[place] ^= 0xFF
    file.write_bytes(data)
    with pytest.raises(StorageDamagedError) as raised:
        read_log(tmp_path)
    assert "data file" in sentence(raised)


@pytest.mark.parametrize("garbage", [b"GIF89a" * 5000, bytes(40_000), b"\xff" * 9000, b"x"])
def test_a_file_that_is_something_else_is_noticed(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / DATA_FILE).write_bytes(garbage)
    with pytest.raises(StorageDamagedError) as raised:
        read_log(tmp_path)
    assert "data file" in sentence(raised)


def test_a_changed_byte_in_the_last_record_of_a_stream_is_noticed(tmp_path: Path) -> None:
    file = write_log(tmp_path, events=20)
    store = LmdbStore.open(str(tmp_path), sync=False)
    with open_log(store).read() as view:
        (_, record), *_ = view.feed(view.last_lsn() - 1, 1)
    store.close()
    data = file.read_bytes()
    for place in range(len(record)):
        changed = bytearray(record)
        changed[place] ^= 0x10
        # Every copy of it: the file also holds pages of transactions gone by.
        file.write_bytes(data.replace(record, changed))
        with pytest.raises(StorageDamagedError):
            read_log(tmp_path)
    file.write_bytes(data)
    read_log(tmp_path)


def test_a_directory_that_is_not_ours_to_write_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError) as raised:
        LmdbStore.open(str(tmp_path / "file"))
    assert sentence(raised)


FILL = """
import resource, signal, sys
from core.errors import StorageFullError
from core.log.data_file import missing_pages, newest_meta
from core.log.lmdb_store import LmdbStore
from tests.contracts.logs import draft, drafts, dump, open_log

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = LmdbStore.open(sys.argv[1])
log = open_log(store)
log.append(drafts(5))
before = dump(store)
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
try:
    log.append([draft(number, body=bytes(1500)) for number in range(6, 400)])
except StorageFullError:
    sys.stdout.write("full ")
sys.stdout.write("same " if dump(store) == before else "changed ")
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
sys.stdout.write(str(log.append(drafts(2, start=6))))
"""


def test_a_disk_that_is_really_full_refuses_the_append_and_works_when_freed(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FILL, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert (ran.stdout, ran.returncode) == ("full same [6, 7]", 0), ran.stderr
    assert read_log(tmp_path)
