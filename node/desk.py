"""Asking a node, whether it runs or not.

Where no process holds the data directory, the verb is done here and now on the log itself.
Where one does, it is asked over its control socket. The answers are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from core.errors import StorageInUseError
from node import system_clock
from node.control import ControlClient, NotRunningError
from node.data_directory import DataDirectory

PATIENCE_S = 20.0
"""How long a verb waits for another one that has the directory: most take a tenth of a second, and
several that read their program on a busy machine take theirs one after the other."""

RETRY_S = 0.05
"""How soon it looks again."""


class Desk(Protocol):
    """Whoever does the verbs of one node."""

    def ask(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do a verb and return its answer; raises as :func:`node.verbs.perform` does."""


@contextmanager
def open_desk(path: Path) -> Iterator[Desk]:
    """Open the node in a data directory for one verb or several.

    Raises :class:`core.errors.RefusedError` where there is no node, and
    :class:`StorageInUseError` when a process holds the directory but does not answer.
    """
    directory = DataDirectory(path)
    client = _lock_or_connect(directory)
    if client is not None:
        try:
            yield client
        finally:
            client.close()
        return
    try:
        # Read only here: whoever asks a running node needs none of the shop.
        from node.own_desk import own_desk

        with own_desk(directory) as desk:
            yield desk
    finally:
        directory.release()


def _lock_or_connect(directory: DataDirectory) -> ControlClient | None:
    """Lock the directory, or return a connection to the node that has it.

    Another verb has it only for a moment, so it is tried again for a while.
    """
    deadline_s = system_clock.monotonic_s() + PATIENCE_S
    while True:
        try:
            directory.lock()
        except StorageInUseError as in_use:
            try:
                return ControlClient(directory.socket_path)
            except NotRunningError:
                if system_clock.monotonic_s() > deadline_s:
                    raise in_use from None
                system_clock.pause(RETRY_S)
        else:
            return None
