"""How the web server asks the till: over the control socket, as the command line does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from node import system_clock
from node.control import ControlClient, NotRunningError

PATIENCE_S = 3.0
"""How long to wait for a till that is just being started: most are back within a second."""

RETRY_S = 0.05
"""How soon it is looked for again."""


class TillDesk:
    """Asks the till of one node; may be shared by threads.

    Each question has a connection of its own: on one that was kept, a till that has died since
    would look like one that may have done it.
    """

    def __init__(self, socket_path: Path) -> None:
        """Ask at the socket ``socket_path``."""
        self._path = socket_path

    def ask(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the till's answer.

        Raises :class:`core.errors.RefusedError` or :class:`core.errors.StorageError` as it did,
        and :class:`NotRunningError` when it is not there or did not answer.
        """
        client = self._connect()
        try:
            return client.ask(verb, arguments)
        finally:
            client.close()

    def _connect(self) -> ControlClient:
        deadline_s = system_clock.monotonic_s() + PATIENCE_S
        while True:
            try:
                return ControlClient(self._path)
            except NotRunningError:
                if system_clock.monotonic_s() > deadline_s:
                    raise NotRunningError(
                        "The till does not answer just now; nothing was done."
                    ) from None
            # Nothing was asked yet, so it may be asked again.
            system_clock.pause(RETRY_S)
