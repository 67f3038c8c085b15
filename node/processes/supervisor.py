"""The supervisor: starts a node's processes, starts again what dies, and stops them in order.

It opens no log, no socket and no file but the lock, so that there is little that could end it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from core.errors import RefusedError, StorageInUseError
from node import system_clock
from node.data_directory import DataDirectory
from node.processes.child import Child
from node.processes.loop import Loop, QuietPart
from node.processes.running import REPLICATOR, TILL, WORKER

ORPHANS_S = 15.0
"""How long processes that outlived their supervisor may take to end: as long as one may take to
stop in good order, and some more."""

RETRY_S = 0.05
"""How soon the lock they hold is tried again."""

LOGGER = logging.getLogger("tillmesh")


def lock_after_orphans(directory: DataDirectory) -> DataDirectory:
    """Lock the directory, waiting for processes whose supervisor was killed.

    Raises :class:`StorageInUseError` when whoever took the lock is alive.
    """
    deadline_s = system_clock.monotonic_s() + ORPHANS_S
    while True:
        try:
            return directory.lock()
        except StorageInUseError:
            if directory.holder_lives() or system_clock.monotonic_s() > deadline_s:
                raise
            system_clock.pause(RETRY_S)


class Supervisor(QuietPart):
    """Keeps the processes of one node running."""

    def __init__(
        self, directory: DataDirectory, announce: Callable[[str], None], *, verbose: bool = False
    ) -> None:
        """Run the node in a directory that we hold.

        ``announce`` is called once, with the address, when the node sells and replicates.
        """
        self._till, self._replicator, self._worker = (
            Child(name, directory, verbose=verbose) for name in (TILL, REPLICATOR, WORKER)
        )
        self._announce = announce
        self._announced = False
        self._proved = False
        """Whether the till was ready once: from then on the log may be opened by all."""

    def begin(self, loop: Loop) -> None:
        """Start the processes; all but the till wait until it has proved that its log is whole."""
        self._loop = loop
        for child in self._children():
            self._start(child)

    def next_timer(self) -> float | None:
        """Return when the next process is to be started again."""
        times = [child.restart_s for child in self._children() if child.restart_s is not None]
        return min(times, default=None)

    def step(self, now: float) -> None:
        """Start what is due.

        Raises :class:`RefusedError` when the node cannot start as it is configured.
        """
        for child in self._children():
            if child.restart_s is not None and child.restart_s <= now:
                self._start(child)
        if self._till.is_ready and not self._proved:
            self._proved = True
            for child in (self._replicator, self._worker):
                if child.is_started:
                    child.go()
        if self._till.is_ready and self._replicator.is_ready and not self._announced:
            self._announced = True
            self._announce(self._replicator.address)

    def close(self) -> None:
        """Stop the processes, the till last: it closes the log."""
        others = (self._replicator, self._worker)
        for child in others:
            child.terminate()
        for child in others:
            child.wait()
        self._till.terminate()
        self._till.wait()

    def _children(self) -> tuple[Child, ...]:
        return (self._till, self._replicator, self._worker)

    def _start(self, child: Child) -> None:
        if child.start():
            self._loop.watch(child.fd, lambda fd: self._hear(child))
            if self._proved or child is self._till:
                child.go()

    def _hear(self, child: Child) -> None:
        if child.hear():
            return
        self._loop.unwatch(child.fd)
        said = child.bury()
        if child.refusal and not self._announced and child is not self._worker:
            # What it was told to do cannot be done; doing it again would not help.
            raise RefusedError(child.refusal)
        LOGGER.warning("%s", said)
