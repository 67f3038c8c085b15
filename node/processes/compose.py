"""The two ways the parts of a node are put together: each in its own process, or all in one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from typing import NamedTuple, Protocol

from node.company.files import Company
from node.company.reception import Reception, replica_config
from node.data_directory import (
    REPLICATOR_BELL,
    REPLICATOR_SOCKET,
    TILL_BELL,
    DataDirectory,
)
from node.distance import DistanceKeeper
from node.opening import open_till
from node.processes.asking import ReplicatorClient, till_client
from node.processes.doorbell import Doorbell, Ringer
from node.processes.loop import Loop, QuietPart
from node.processes.poller import DescriptorPoller
from node.processes.reaching import Reaching, open_transport
from node.processes.replicator import Replicator
from node.processes.serving import Served
from node.processes.till_part import TillPart
from node.processes.worker import Worker

TILL, REPLICATOR, WORKER, SCREEN = "till", "replicator", "worker", "screen"
"""The parts of a node, by the names their processes go by."""


NICE = 19
"""How far a worker stands back: the least a process can ask for."""


class Runs(Protocol):
    """What a process does until it is told to stop; a :class:`Loop` is one."""

    def stop_on_signals(self, *numbers: signal.Signals) -> None:
        """Stop in good order on each of these signals."""

    def watch(self, fd: int, callback: Callable[[int], None]) -> None:
        """Call ``callback`` with the descriptor whenever it has something to read."""

    def stop(self) -> None:
        """End :meth:`run` soon."""

    def run(self) -> None:
        """Run until somebody says stop."""


class Running(NamedTuple):
    """Something that is ready to run, and where others reach it; empty when they do not."""

    loop: Runs
    address: str


class _Opened(QuietPart):
    """Something the other parts use, closed after them."""

    def __init__(self, close: Callable[[], None]) -> None:
        self.close = close  # type: ignore[method-assign]


def run_together(directory: DataDirectory, *, parent: int | None = None) -> tuple[Loop, str]:
    """Put all parts of a node into one loop; the directory must be locked by us.

    Returns the loop, and where peers reach the node.

    Raises :class:`RefusedError` when its configuration or address is wrong,
    :class:`StorageError` when its data file or control socket cannot be used.
    """
    config, keys = directory.config(), directory.keys()
    with ExitStack() as undo:
        opened = open_till(directory, config)
        undo.callback(opened.close)
        company = Company.read(directory.path)
        transport = open_transport(config, keys)
        undo.callback(transport.close)
        log = opened.till.log
        reaching = Reaching(log, config, keys.curve_public_key, transport)
        undo.callback(reaching.close)
        replicator = Replicator(
            log,
            replica_config(config, keys.signer.public_key, company),
            Reception(log, directory.path, lambda verb, asked: till.perform(verb, asked)),
            transport,
            reaching,
            lambda word: till.rung(word),
            DistanceKeeper(directory.path),
            alone=False,
        )
        till = TillPart(opened, replicator.perform, replicator.rung)
        undo.pop_all()
    loop = Loop(transport, parent=parent)
    loop.add(till)
    loop.add(Worker(log, directory.path))
    loop.add(replicator)
    return loop, transport.address


def _run_till(directory: DataDirectory) -> Running:
    """The till's process: the control socket, every verb, all own events."""
    loop = Loop(DescriptorPoller())
    with ExitStack() as undo:
        undo.callback(loop.close)
        opened = open_till(directory, directory.config())
        undo.callback(opened.close)
        ringer = Ringer(directory.path / REPLICATOR_BELL)
        undo.callback(ringer.close)
        replicator = ReplicatorClient(directory.path / REPLICATOR_SOCKET)
        till = TillPart(opened, replicator.ask, ringer.ring)
        undo.pop_all()
    loop.add(till)
    loop.add(ringer)
    loop.add(Doorbell(directory.path / TILL_BELL, till.rung))
    return Running(loop, "")


def _run_replicator(directory: DataDirectory) -> Running:
    """The replicator's process: the network, and everything that comes from it."""
    config, keys = directory.config(), directory.keys()
    company = Company.read(directory.path)
    transport = open_transport(config, keys)
    loop = Loop(transport)
    with ExitStack() as undo:
        undo.callback(transport.close)
        log = directory.open_log(config)
        undo.callback(log.store.close)
        reaching = Reaching(log, config, keys.curve_public_key, transport)
        undo.callback(reaching.close)
        ringer = Ringer(directory.path / TILL_BELL)
        replicator = Replicator(
            log,
            replica_config(config, keys.signer.public_key, company),
            Reception(log, directory.path, till_client(directory.socket_path)),
            transport,
            reaching,
            ringer.ring,
            DistanceKeeper(directory.path),
            alone=True,
        )
        undo.pop_all()
    bell = Doorbell(directory.path / REPLICATOR_BELL, replicator.rung)
    replicator.listen = bell.listen
    loop.add(_Opened(log.store.close))
    loop.add(ringer)
    loop.add(bell)
    loop.add(Served(directory.path / REPLICATOR_SOCKET, replicator.perform))
    loop.add(replicator)
    return Running(loop, transport.address)


def _run_worker(directory: DataDirectory) -> Running:
    """The worker's process: what may take long, and must not be in anybody's way."""
    os.nice(NICE)
    log = directory.open_log(directory.config())
    loop = Loop(DescriptorPoller())
    loop.add(_Opened(log.store.close))
    loop.add(Worker(log, directory.path))
    return Running(loop, "")


PROCESSES: dict[str, Callable[[DataDirectory], Running]] = {
    TILL: _run_till,
    REPLICATOR: _run_replicator,
    WORKER: _run_worker,
}
"""What each process runs that a node always has. Each raises as :func:`run_together` does."""
