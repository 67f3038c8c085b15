"""Starting again: from the command to the first answer, with a million events on the disk."""

from __future__ import annotations

import time
from pathlib import Path

from core.log.lmdb_store import LmdbStore
from node.data_directory import DataDirectory
from simulations.bench import sales
from simulations.bench.figures import Figure
from simulations.bench.nodes import make_nodes, running

EVENTS = 1_000_000
"""Events the node holds: a year of a till that takes part in a branch of six."""

COMMIT_EVENTS = 2_000
"""Events in one commit while the log is prepared."""


def measure_restart(root: Path, *, count: int = EVENTS) -> dict[str, Figure]:
    """Return the seconds to the first answer, beside those of an empty node."""
    empty, full = make_nodes(root, ("EMPTY", "FULL"))
    _fill_with_stock(full, count)
    _start(full)  # the file was just written; both starts shall find it in memory
    empty_s, full_s = _start(empty), _start(full)
    return {
        "restart": Figure(full_s, "s", full_s / empty_s, "the start of an empty node"),
        "restart_empty": Figure(empty_s, "s"),
    }


def _start(directory: DataDirectory) -> float:
    started = time.perf_counter()
    with running(directory) as (client,):
        client.ask("status", {"full": False})
        return time.perf_counter() - started


def _fill_with_stock(directory: DataDirectory, count: int) -> None:
    directory.lock()
    store = LmdbStore.open(str(directory.path), sync=False)
    log = sales.open_log(store, directory.keys().seed, clock_start_ms=sales.START_MS)
    for first in range(0, count, COMMIT_EVENTS):
        log.append(sales.stock_drafts(log, min(COMMIT_EVENTS, count - first)))
    store.close()
    directory.release()
