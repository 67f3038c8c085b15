"""Catching up: one real process takes 100,000 sales from another, over loopback.

Every record is verified, projected and flushed by the production node on both ends.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from core.log.lmdb_store import LmdbStore
from node.company.direct import enrol_directly, found
from node.config import NodeConfig, PeerConfig
from node.control import ControlClient, NotRunningError
from node.data_directory import DataDirectory
from simulations.bench import sales
from simulations.bench.figures import Figure
from simulations.demo.fleet import RUN, free_ports

SALES = 100_000
"""Sales the second node lacks."""

COMMIT_SALES = 50
"""Sales in one commit while the log is prepared: what is measured is not the writing of it."""

POLL_S = 0.005
"""How often the second node is asked how far it is."""

TIMEOUT_S = 300.0
"""When to give up."""


def measure_catch_up(root: Path, *, count: int = SALES) -> dict[str, Figure]:
    """Return events a second of one link, and bytes an event on it."""
    ports = free_ports(2)
    source, sink = DataDirectory(root / "source"), DataDirectory(root / "sink")
    own = found(source, _config("A", ports[0]))
    enrol_directly(source, sink, _config("B", ports[1], own))
    _fill(source, count)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        processes.append(_run(source))
        from_source = _connect(source)
        sent_before = from_source.ask("status", {"full": False})["bytes_sent"]
        processes.append(_run(sink))
        seconds = _watch(_connect(sink), count)
        sent = from_source.ask("status", {"full": False})["bytes_sent"] - sent_before
    finally:
        for process in processes:
            process.terminate()
            process.wait()
    return {
        "catch_up": Figure(
            count / seconds, "events/s", count / seconds / 50_000, "50,000 events/s"
        ),
        "wire_bytes_per_sale": Figure(sent / count, "B/event", sent / count / 110, "110 B"),
    }


def _config(name: str, port: int, *peers: PeerConfig) -> NodeConfig:
    return NodeConfig(
        name=name, branch="B1", listen=f"tcp://127.0.0.1:{port}", role="hub", peers=peers
    )


def _fill(directory: DataDirectory, count: int) -> None:
    directory.lock()
    store = LmdbStore.open(str(directory.path), sync=False)
    log = sales.open_log(store, directory.keys().seed, clock_start_ms=sales.START_MS)
    for first in range(1, count + 1, COMMIT_SALES):
        log.append(sales.sale_drafts(log, min(COMMIT_SALES, count + 1 - first), first=first))
    store.close()
    directory.release()


def _run(directory: DataDirectory) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*RUN, "--with-parent", str(os.getpid()), "--data", str(directory.path)],
        stdout=subprocess.DEVNULL,
    )


def _connect(directory: DataDirectory) -> ControlClient:
    deadline = time.monotonic() + TIMEOUT_S
    while True:
        try:
            return ControlClient(directory.socket_path)
        except NotRunningError:
            assert time.monotonic() < deadline, "the node did not start"
            time.sleep(POLL_S)


def _watch(client: ControlClient, count: int) -> float:
    """Return the seconds from the last look that saw no event to the first that saw all."""
    empty = time.monotonic()
    deadline = empty + TIMEOUT_S
    while True:
        looked = time.monotonic()
        events = int(client.ask("progress", {})["events"])
        now = time.monotonic()
        assert now < deadline, f"only {events} of {count} events arrived"
        if events >= count:
            return now - empty
        if not events:
            empty = looked
        time.sleep(POLL_S)
