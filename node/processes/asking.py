"""Asking one process of a node from another; neither must ever wait long for the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from node import system_clock
from node.control import ControlClient, NotRunningError, Perform, UnknownOutcomeError

ANSWER_S = 1.0
"""How long the till waits: the longest transaction of a replicator takes a tenth of it."""

SILENCE_S = 5.0
"""How long a replicator that did not answer is not asked again: a sale waits behind each try."""


def till_client(path: Path) -> Perform:
    """Return what asks the till at the socket ``path``, for what only it may write.

    It raises :class:`NotRunningError` when the till does not answer in time.
    """

    def ask(verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        client = ControlClient(path, timeout_s=ANSWER_S)
        try:
            return client.ask(verb, arguments)
        finally:
            client.close()

    return ask


class ReplicatorClient:
    """The replicator as the till's process sees it."""

    def __init__(self, path: Path) -> None:
        """Ask at the socket ``path``."""
        self._path = path
        self._ask_again_s = 0.0

    def ask(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the answer.

        Raises :class:`NotRunningError` when there is none, :class:`core.errors.RefusedError` or
        :class:`core.errors.StorageError` as the replicator did.
        """
        if system_clock.monotonic_s() < self._ask_again_s:
            raise NotRunningError("The replicator does not answer.")
        try:
            client = ControlClient(self._path, timeout_s=ANSWER_S)
        except NotRunningError:
            raise NotRunningError("The replicator is not running; it is being started.") from None
        try:
            return client.ask(verb, arguments)
        except UnknownOutcomeError:
            self._ask_again_s = system_clock.monotonic_s() + SILENCE_S
            raise NotRunningError("The replicator does not answer.") from None
        finally:
            client.close()
