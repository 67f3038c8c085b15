"""The screen's part of a running node: listens from the first moment, serves when somebody comes.

The web server is a process of its own, started at the first request and again after it died; the
socket stays here, so that a request which comes meanwhile waits, and is not turned away. Nothing
else of the node depends on it.
"""

from __future__ import annotations

import logging
from contextlib import suppress

from core.errors import StorageError
from node import system_clock
from node.data_directory import SCREEN_FILE, DataDirectory
from node.processes.child import Child
from node.processes.loop import Loop, QuietPart
from node.processes.running import SCREEN
from node.web.addresses import WebAddress
from node.web.listening import Listener

RETRY_S = 5.0
"""How soon an address that could not be had is tried again."""

LOGGER = logging.getLogger("tillmesh")


class ScreenPart(QuietPart):
    """Keeps the door for screens open."""

    def __init__(self, directory: DataDirectory, address: WebAddress, *, verbose: bool) -> None:
        """Open nothing yet: before the node runs, a screen would find nobody to ask."""
        self._directory = directory
        self._wanted = address
        self._verbose = verbose
        self._listener: Listener | None = None
        self._child: Child | None = None
        self._retry_s: float | None = None
        self._refused = ""

    def begin(self, loop: Loop) -> None:
        """Wait for :meth:`open`."""
        self._loop = loop

    def open(self) -> str:
        """Listen, and return where; empty when the address cannot be had just now."""
        self._retry_s = None
        try:
            self._listener = Listener(self._wanted)
            self._tell(self._listener.address.text)
        except StorageError as error:
            if str(error) != self._refused:
                LOGGER.warning("%s It is tried again every %.0f s.", error, RETRY_S)
                self._refused = str(error)
            self._retry_s = system_clock.monotonic_s() + RETRY_S
            return ""
        self._child = Child(
            SCREEN, self._directory, verbose=self._verbose, socket_fd=self._listener.fd
        )
        self._look_out()
        return self._listener.address.text

    def _tell(self, text: str) -> None:
        """Write down where the screen is, for whoever looks for it."""
        with suppress(OSError):
            (self._directory.path / SCREEN_FILE).write_text(text)

    def next_timer(self) -> float | None:
        """Return when the address, or a web server that died, is tried again."""
        return self._retry_s if self._child is None else self._child.restart_s

    def step(self, now: float) -> None:
        """Try again what is due."""
        due = self.next_timer()
        if due is None or due > now:
            return
        if self._child is None:
            self.open()
        else:
            self._child.restart_s = None
            self._look_out()

    def _look_out(self) -> None:
        """Wait for somebody at the door; nobody pays for a screen that is never looked at."""
        assert self._listener is not None
        self._loop.watch(self._listener.fd, lambda fd: self._serve())

    def _serve(self) -> None:
        assert self._listener is not None
        assert self._child is not None
        self._loop.unwatch(self._listener.fd)
        if self._child.start():
            self._loop.watch(self._child.fd, lambda fd: self._hear())
            self._child.go()

    def _hear(self) -> None:
        assert self._child is not None
        if self._child.hear():
            return
        self._loop.unwatch(self._child.fd)
        LOGGER.warning("%s", self._child.bury())

    def close(self) -> None:
        """Stop the web server, and listen no more."""
        if self._child is not None:
            self._child.terminate()
            self._child.wait()
        if self._listener is not None:
            self._listener.close()
            with suppress(OSError):
                (self._directory.path / SCREEN_FILE).unlink()
