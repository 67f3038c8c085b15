"""A flush that fails stops the process that wrote, and the next one sells on; nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import F_GETFL, fcntl
from pathlib import Path

from core.errors import StorageError, StorageStoppedError
from core.log.lmdb_store import DATA_FILE
from node.processes.asking import ReplicatorClient
from node.processes.loop import Loop
from node.processes.poller import DescriptorPoller
from node.processes.till_part import TillPart
from node.verbs import perform
from tests.node.test_continuity import SELL, opened
from tests.node.test_data_directory import made, refusal

MILK = {"products": [{"sku": "milk", "price_minor": 129}]}


@contextmanager
def failing_flushes(directory: Path) -> Iterator[None]:
    """Let the disk take no meta page: the last thing LMDB writes of a commit, and flushes."""
    file, full = str(directory / DATA_FILE), os.open("/dev/full", os.O_WRONLY)
    links = [(int(link.name), link) for link in Path("/proc/self/fd").iterdir()]
    (target,) = [
        fd
        for fd, link in links
        if link.is_symlink() and os.readlink(link) == file and fcntl(fd, F_GETFL) & os.O_DSYNC
    ]
    kept = os.dup(target)
    try:
        os.dup2(full, target)
        yield
        os.dup2(kept, target)
    finally:
        os.close(kept)
        os.close(full)


def test_after_a_failed_flush_the_till_stops_and_the_next_one_sells_on(tmp_path: Path) -> None:
    data = made(tmp_path / "till").path
    with opened(data) as till:
        loop = Loop(DescriptorPoller())
        part = TillPart(till, ReplicatorClient(data / "nobody").ask, lambda word: None)
        loop.add(part)
        part.perform("import-catalogue", MILK)
        sold = part.perform("sell", SELL)["receipt"]
        with failing_flushes(data):
            refusal(lambda: part.perform("sell", SELL), StorageError)
        said = refusal(lambda: part.perform("sell", SELL), StorageStoppedError)
        assert "tillmesh run" in said
        loop.run()  # It was told to stop, so that its supervisor starts the next.
    with opened(data) as till:
        assert till.till.log.epoch_reason == "", "it is the same file, and whole"
        assert perform(till.till, "status", {})["sales"] == 1
        assert perform(till.till, "sell", SELL)["receipt"] > sold
