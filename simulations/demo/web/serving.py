"""Serving the landing page from a thread beside the demonstration."""

from __future__ import annotations

from threading import Thread
from types import TracebackType
from typing import Self

from node.web.addresses import WebAddress
from node.web.listening import Listener
from node.web.serving import WebLoop
from simulations.demo.switchboard import Switchboard
from simulations.demo.web.app import create_landing


class LandingPage:
    """The page, as long as the block lasts."""

    def __init__(self, board: Switchboard, wanted: WebAddress) -> None:
        """Listen; raises :class:`core.errors.StorageError` when the address cannot be had."""
        listener = Listener(wanted)
        self.address = listener.address
        app = create_landing(board, listener.address)
        self._loop = WebLoop(app, listener.shared(), listener.close)
        self._thread = Thread(target=self._loop.run, daemon=True)

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving."""
        self._loop.stop()
        self._thread.join()
