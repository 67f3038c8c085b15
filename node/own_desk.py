"""Doing verbs in this process, on the log itself, where no other process has the node."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from node import verbs
from node.data_directory import DataDirectory
from node.opening import open_till
from node.till import Till


class OwnDesk:
    """Does the verbs of a till that this process has opened."""

    def __init__(self, till: Till) -> None:
        """Do the verbs of ``till``."""
        self._till = till

    def ask(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do a verb and return its answer; raises as :func:`node.verbs.perform` does."""
        return verbs.perform(self._till, verb, arguments)


@contextmanager
def own_desk(directory: DataDirectory) -> Iterator[OwnDesk]:
    """Open the node of a directory that is locked by us, and close it again."""
    opened = open_till(directory, directory.config())
    try:
        yield OwnDesk(opened.till)
    finally:
        opened.close()
