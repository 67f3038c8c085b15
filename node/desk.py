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
from node import verbs
from node.control import ControlClient, NotRunningError
from node.data_directory import DataDirectory
from node.opening import open_till
from node.till import Till


class Desk(Protocol):
    """Whoever does the verbs of one node."""

    def ask(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do a verb and return its answer; raises as :func:`node.verbs.perform` does."""


class _OwnDesk:
    def __init__(self, till: Till) -> None:
        self._till = till

    def ask(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        return verbs.perform(self._till, verb, arguments)


@contextmanager
def open_desk(path: Path) -> Iterator[Desk]:
    """Open the node in a data directory for one verb or several.

    Raises :class:`core.errors.RefusedError` where there is no node, and
    :class:`StorageInUseError` when a process holds the directory but does not answer.
    """
    directory = DataDirectory(path)
    try:
        directory.lock()
    except StorageInUseError as in_use:
        try:
            client = ControlClient(directory.socket_path)
        except NotRunningError:
            raise in_use from None
        try:
            yield client
        finally:
            client.close()
        return
    try:
        opened = open_till(directory, directory.config())
        try:
            yield _OwnDesk(opened.till)
        finally:
            opened.close()
    finally:
        directory.release()
