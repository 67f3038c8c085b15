"""Our own appends while a replicator, another process, takes in what a peer brings.

This process is the till's: what is timed is the verb itself, from its arguments to the flush,
without the way to the till and back.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from node.control import Perform
from node.data_directory import REPLICATOR_BELL, REPLICATOR_SOCKET, DataDirectory
from node.opening import open_till
from node.processes.asking import ReplicatorClient
from node.processes.child import Child
from node.processes.doorbell import Ringer
from node.processes.running import REPLICATOR
from node.processes.till_part import TillPart
from simulations.bench import sales
from simulations.bench.figures import Figure
from simulations.bench.nodes import fill, make_nodes, running
from simulations.bench.visible import (
    BACKLOG,
    SALES,
    SEALED_SALES,
    ninety_nine,
    sell,
    sell_until_level,
)


def measure_appending(
    root: Path, *, backlog: int = BACKLOG, rounds: int = SALES
) -> dict[str, Figure]:
    """Return how long a sale's append takes, with the node at rest and catching up."""
    source, till = make_nodes(root, ("A", "B"), role="till")
    fill(source, backlog, commit_sales=SEALED_SALES)
    with _as_till(till) as ask:
        ask("import-catalogue", {"products": sales.catalogue()})
        idle = sell(ask, rounds)
        with running(source):
            busy = sell_until_level(ask, backlog)
    median, p99 = statistics.median(busy), ninety_nine(busy)
    return {
        "own_append_idle_median": Figure(statistics.median(idle) * 1e6, "us"),
        "own_append_ingesting_median": Figure(
            median * 1e6, "us", median / statistics.median(idle), "the same with the node at rest"
        ),
        "own_append_ingesting_p99": Figure(p99 * 1e6, "us", p99 / 5e-3, "5 ms"),
    }


@contextmanager
def _as_till(directory: DataDirectory) -> Iterator[Perform]:
    """Be the till's process of a node whose replicator runs; yields what does a verb."""
    directory.lock()
    opened = open_till(directory, directory.config())
    ringer = Ringer(directory.path / REPLICATOR_BELL)
    asked = ReplicatorClient(directory.path / REPLICATOR_SOCKET)
    till = TillPart(opened, asked.ask, ringer.ring)
    replicator = Child(REPLICATOR, directory, verbose=False)
    try:
        assert replicator.start(), "no room for one more process"
        replicator.go()
        while not replicator.is_ready:
            assert replicator.hear(), "the replicator did not start"
        yield till.perform
    finally:
        replicator.terminate()
        replicator.wait()
        ringer.close()
        till.close()
        directory.release()
