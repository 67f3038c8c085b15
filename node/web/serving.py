"""The web server's process: uvicorn on a socket it was handed, the log to read, the till to ask."""

from __future__ import annotations

import asyncio
import os
import signal
import warnings
from collections.abc import Callable
from functools import partial
from socket import socket
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic.warnings import UnsupportedFieldAttributeWarning

from node.control import ControlClient, NotRunningError
from node.data_directory import REPLICATOR_SOCKET, SCREEN_FILE, DataDirectory
from node.distance import recall
from node.processes.asking import ReplicatorClient
from node.processes.notebook import read_alerts
from node.processes.running import Running
from node.processes.till_part import SILENT
from node.replication_state import ReplicationState
from node.till import Till
from node.web.addresses import WebAddress
from node.web.app import create_app
from node.web.asking import TillDesk
from node.web.first_run import create_first_run
from node.web.listening import Listener, inherited
from node.web.reading import LogReader
from node.web.screen import Screen
from node.web.sessions import Tokens

STOP_S = 1
"""How long requests may take to end when the server stops; a screen asks again elsewhere."""

KEEP_S = 300
"""How long an idle connection is kept: a request must not meet one that is just being closed."""

NICE = 5
"""How far it stands back for the till: a page may wait for a sale, and never the other way."""


class _Server(uvicorn.Server):
    """Lets those who listen for changes go first, or stopping would wait for them."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        if hasattr(self._app.state, "live"):
            await self._app.state.live.close()
        await super().shutdown(sockets)


class WebLoop:
    """Serves an application on a socket until it is told to stop."""

    def __init__(self, app: FastAPI, listening: socket, close: Callable[[], None]) -> None:
        """Serve ``app``; ``close`` is called at the end."""
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=STOP_S,
            timeout_keep_alive=KEEP_S,
        )
        self._server = _Server(config, app)
        self._listening = listening
        self._close = close
        self._watched: dict[int, Callable[[int], None]] = {}

    def stop_on_signals(self, *numbers: signal.Signals) -> None:
        """Stop in good order on each of these signals."""
        for number in numbers:
            signal.signal(number, self._signalled)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self.stop()

    def watch(self, fd: int, callback: Callable[[int], None]) -> None:
        """Call ``callback`` with the descriptor whenever it has something to read."""
        self._watched[fd] = callback

    def stop(self) -> None:
        """End :meth:`run` soon."""
        self._server.should_exit = True

    def run(self) -> None:
        """Serve until somebody says stop."""
        try:
            asyncio.run(self._serve())
        finally:
            self._close()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        for fd, callback in self._watched.items():
            loop.add_reader(fd, callback, fd)
        await self._server.serve(sockets=[self._listening])


def run_first(directory: DataDirectory, wanted: WebAddress, tell: Callable[[str], None]) -> bool:
    """Serve the page that makes a node, until it has; False when it was stopped before.

    ``tell`` is called with the address. Raises :class:`core.errors.StorageError` when it cannot
    be had.
    """
    listener = Listener(wanted)
    app = create_first_run(directory, listener.address, lambda: loop.stop())
    loop = WebLoop(app, listener.shared(), listener.close)
    loop.stop_on_signals(signal.SIGTERM, signal.SIGINT)
    tell(listener.address.text)
    loop.run()
    return directory.holds_node()


def run_web(directory: DataDirectory, socket_fd: int) -> Running:
    """Open what a screen needs of the node in a directory whose lock was passed on to us.

    Raises :class:`core.errors.StorageError` when the data file cannot be used.
    """
    os.nice(NICE)
    # FastAPI gives the body of some commands a name that pydantic has no use for, and it says so.
    warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)
    config = directory.config()
    listening = inherited(socket_fd)
    address = _address(directory, listening)
    log = directory.open_log(config)
    till = Till(log, config.till)
    till.recall = partial(recall, directory.path)
    desk, reader = TillDesk(directory.socket_path), LogReader(till)
    screen = Screen(
        desk,
        reader,
        Tokens.kept_in(directory.path),
        address,
        how=_how(directory, reader, desk),
    )
    return Running(WebLoop(create_app(screen), listening, log.store.close), address.text)


def _address(directory: DataDirectory, listening: socket) -> WebAddress:
    """Return where the socket listens: as whoever runs the node wrote it down, else its numbers."""
    host, port = listening.getsockname()
    try:
        told = WebAddress.parse((directory.path / SCREEN_FILE).read_text())
    except (OSError, ValueError):
        return WebAddress(host, port)
    return told if told.port == port else WebAddress(host, port)


def _how(
    directory: DataDirectory, reader: LogReader, desk: TillDesk
) -> Callable[[], dict[str, Any]]:
    """Return what says how the node is, and keeps the till from selling for it only if it must.

    Where all parts run in one process, the till alone can say it.
    """
    path = directory.path / REPLICATOR_SOCKET
    replicator = ReplicatorClient(path)

    def how() -> dict[str, Any]:
        try:
            ControlClient(path).close()
        except NotRunningError:
            return desk.ask("status", {"full": False})
        alerts = read_alerts(directory.path)
        try:
            plain = replicator.ask("replication", {"hurry": False})
            return reader.status(ReplicationState.from_plain(plain), alerts)
        except (NotRunningError, ValueError, TypeError, KeyError, AttributeError):
            return reader.status(None, (SILENT, *alerts))

    return how
