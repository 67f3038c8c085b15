"""A control socket as a part of a loop."""

from __future__ import annotations

from pathlib import Path

from core.errors import StorageError
from node.control import ControlServer, Perform
from node.processes.loop import Loop, QuietPart


class Served(QuietPart):
    """Listens at a path, and answers whoever comes."""

    def __init__(self, path: Path, perform: Perform) -> None:
        """Listen; raises :class:`StorageError` when the socket cannot be made."""
        try:
            self._server = ControlServer(path, perform)
        except OSError as error:
            raise StorageError(f"Cannot make {path}: {error.strerror}.") from error

    def begin(self, loop: Loop) -> None:
        """Have the loop watch for clients."""
        loop.watch(self._server.fd, lambda fd: self._server.handle())

    def close(self) -> None:
        """Hang up on everybody."""
        self._server.close()
