"""What every process of a node is to whoever starts it: something that runs until told to stop."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import NamedTuple, Protocol

from node.processes.loop import QuietPart

TILL, REPLICATOR, WORKER, SCREEN = "till", "replicator", "worker", "screen"
"""The parts of a node, by the names their processes go by."""


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


class Opened(QuietPart):
    """Something the other parts use, closed after them."""

    def __init__(self, close: Callable[[], None]) -> None:
        self.close = close  # type: ignore[method-assign]
