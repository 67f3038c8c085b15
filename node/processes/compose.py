"""Which processes a node has, and where each begins.

A process reads the module of its own part and no other: four start with every node.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from node.data_directory import DataDirectory
from node.processes.running import REPLICATOR, TILL, WORKER, Running

PROCESSES = {
    TILL: "node.processes.till_process",
    REPLICATOR: "node.processes.replicator_process",
    WORKER: "node.processes.worker_process",
}
"""The processes that a node always has, and the modules whose ``start`` puts them together."""


def starter(part: str) -> Callable[[DataDirectory], Running]:
    """Read a part's module and return what starts it in a directory whose lock it was handed.

    That raises :class:`core.errors.RefusedError` when its configuration or address is wrong,
    :class:`core.errors.StorageError` when its data file or control socket cannot be used.
    """
    return cast("Callable[[DataDirectory], Running]", import_module(PROCESSES[part]).start)
