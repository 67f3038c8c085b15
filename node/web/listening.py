"""The socket a screen's requests come in by: made by whoever runs the node, served by the web
server, and there all the time, so that a request waits while a web server is started."""

from __future__ import annotations

import socket

from core.errors import StorageError
from node.web.addresses import WebAddress

BACKLOG = 128
"""Requests that may wait while the web server is started."""


class Listener:
    """A listening socket that outlives the processes that serve it."""

    def __init__(self, address: WebAddress) -> None:
        """Listen; raises :class:`StorageError` when the address cannot be had."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind((address.host, address.port))
            self._socket.listen(BACKLOG)
            self._socket.setblocking(False)
        except OSError as error:
            self._socket.close()
            said = error.strerror or str(error)
            raise StorageError(f"No screen at {address.text}: {said}.") from error
        self.address = WebAddress(address.host, self._socket.getsockname()[1])
        """Where it listens; of port 0, the one that was given."""

    @property
    def fd(self) -> int:
        """The descriptor, readable when somebody waits to be served."""
        return self._socket.fileno()

    def shared(self) -> socket.socket:
        """Return the socket for a server in this process; closing either leaves the other."""
        return self._socket.dup()

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()


def inherited(descriptor: int) -> socket.socket:
    """Return the listening socket that whoever started this process handed on."""
    return socket.socket(fileno=descriptor)
