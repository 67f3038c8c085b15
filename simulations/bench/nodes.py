"""Real nodes to measure: data directories that know one another, and their processes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.log.lmdb_store import LmdbStore
from node.company.direct import enrol_directly, found, introduce
from node.config import NodeConfig, PeerConfig
from node.control import ControlClient, NotRunningError
from node.data_directory import DataDirectory
from node.wording import SCREEN_OFF
from simulations.bench import sales
from simulations.demo.fleet import RUN, free_ports

POLL_S = 0.005
"""How often a node is asked how far it is."""

TIMEOUT_S = 300.0
"""When to give up."""

COMMIT_SALES = 50
"""Sales in one commit while a log is prepared: what is measured is not the writing of it."""


def make_nodes(root: Path, names: Sequence[str], *, role: str = "hub") -> list[DataDirectory]:
    """Make a company, a node of each name; the last one dials all others."""
    directories = [DataDirectory(root / name) for name in names]
    known: list[PeerConfig] = []
    for directory, name, port in zip(directories, names, free_ports(len(names)), strict=True):
        peers = tuple(known) if name == names[-1] else ()
        config = NodeConfig.model_validate(
            {
                "name": name,
                "branch": "B1",
                "role": role,
                "listen": f"tcp://127.0.0.1:{port}",
                # Nobody looks: a screen is a process more, and none is in the figures.
                "screen": SCREEN_OFF,
                "peers": [peer.model_dump() for peer in peers],
            }
        )
        if known:
            known.append(enrol_directly(directories[0], directory, config))
        else:
            known.append(found(directory, config))
    introduce(directories)
    return directories


def fill(directory: DataDirectory, count: int, *, commit_sales: int = COMMIT_SALES) -> None:
    """Write so many five-line sales into a node's log, without waiting for the disk."""
    directory.lock()
    store = LmdbStore.open(str(directory.path), sync=False)
    log = sales.open_log(store, directory.keys().seed, clock_start_ms=sales.START_MS)
    for first in range(1, count + 1, commit_sales):
        log.append(sales.sale_drafts(log, min(commit_sales, count + 1 - first), first=first))
    store.close()
    directory.release()


@contextmanager
def running(*directories: DataDirectory, screen: str = SCREEN_OFF) -> Iterator[list[ControlClient]]:
    """Run the nodes' processes, and yield a connection to each that answers."""
    processes = [
        subprocess.Popen(
            [
                *(*RUN, "--screen", screen),
                *("--with-parent", str(os.getpid()), "--data", str(directory.path)),
            ],
            stdout=subprocess.DEVNULL,
        )
        for directory in directories
    ]
    try:
        yield [connect(directory) for directory in directories]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def connect(directory: DataDirectory) -> ControlClient:
    """Return a connection to a node that is starting."""
    deadline = time.monotonic() + TIMEOUT_S
    while True:
        try:
            return ControlClient(directory.socket_path)
        except NotRunningError:
            assert time.monotonic() < deadline, "the node did not start"
            time.sleep(POLL_S)


def events_held(client: ControlClient) -> int:
    """Return how many events a running node holds."""
    return int(client.ask("progress", {})["events"])


def seconds_to_take(client: ControlClient, count: int) -> float:
    """Return the seconds from the last look that saw no event to the first that saw ``count``."""
    empty = time.monotonic()
    deadline = empty + TIMEOUT_S
    while True:
        looked = time.monotonic()
        events = events_held(client)
        now = time.monotonic()
        assert now < deadline, f"only {events} of {count} events arrived"
        if events >= count:
            return now - empty
        if not events:
            empty = looked
        time.sleep(POLL_S)
