"""The control socket: how other programs on the machine ask a running node.

A Unix socket in the data directory, readable by the node's own user only. Requests and
answers are one JSON object a line: ``{"verb": ..., "arguments": {...}}``, answered by
``{"answer": ...}``, ``{"refused": sentence}`` or ``{"failed": sentence}``.
"""

from __future__ import annotations

import json
import os
import select
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.errors import RefusedError, StorageError

REQUEST_BYTES_MAX = 256 << 20
"""Largest request: a catalogue of a million products."""

ANSWER_TIMEOUT_S = 60.0
"""How long a client waits: an import of a million products takes most of it."""

SEND_TIMEOUT_S = 2.0
"""How long the node waits for a client to take its answer before it hangs up."""

PATH_BYTES_MAX = 100
"""Longest path a Unix socket address holds, with some room; longer ones go by descriptor."""

_CHUNK_BYTES = 1 << 16

Perform = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Does a verb with its arguments and returns the answer."""


def socket_address(path: Path, directory_fd: int) -> str:
    """Return a socket address for ``path`` that fits, through its directory if need be."""
    text = str(path)
    if len(os.fsencode(text)) <= PATH_BYTES_MAX:
        return text
    return f"/proc/self/fd/{directory_fd}/{path.name}"


class ControlServer:
    """The node's end; the runner's poll says which descriptor to :meth:`handle`."""

    def __init__(self, path: Path, perform: Perform) -> None:
        """Listen at ``path``, over whatever a killed process left there."""
        self._path = path
        self._perform = perform
        self._clients: dict[int, tuple[socket.socket, bytearray]] = {}
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        path.unlink(missing_ok=True)
        directory_fd = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self._listener.bind(socket_address(path, directory_fd))
        finally:
            os.close(directory_fd)
        path.chmod(0o600)
        self._listener.listen()
        self._listener.setblocking(False)

    @property
    def fd(self) -> int:
        """The descriptor new clients come to."""
        return self._listener.fileno()

    def handle(self, fd: int) -> tuple[int | None, int | None]:
        """Serve what is readable; returns (descriptor to watch, descriptor to forget)."""
        if fd == self.fd:
            # Gone again, or no descriptor free: whoever still waits comes again.
            with suppress(OSError):
                client, _ = self._listener.accept()
                client.settimeout(SEND_TIMEOUT_S)
                self._clients[client.fileno()] = (client, bytearray())
                return client.fileno(), None
            return None, None
        client, waiting = self._clients[fd]
        try:
            chunk = client.recv(_CHUNK_BYTES)
            if not chunk or len(waiting) > REQUEST_BYTES_MAX:
                raise ConnectionError
            searched = len(waiting)
            waiting += chunk
            while (end := waiting.find(b"\n", searched)) >= 0:
                line = bytes(waiting[:end])
                del waiting[: end + 1]
                searched = 0
                _must_listen(client)
                client.sendall(self._answer(line))
        except OSError:
            del self._clients[fd]
            client.close()
            return None, fd
        return None, None

    def _answer(self, line: bytes) -> bytes:
        try:
            request = json.loads(line)
            reply: dict[str, Any] = {"answer": self._perform(request["verb"], request["arguments"])}
        except RefusedError as error:
            reply = {"refused": str(error)}
        except StorageError as error:
            reply = {"failed": str(error)}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            reply = {"refused": f"The request is not one: {error}."}
        return json.dumps(reply, separators=(",", ":")).encode() + b"\n"

    def close(self) -> None:
        """Hang up on every client and stop listening."""
        for client, _ in self._clients.values():
            client.close()
        self._listener.close()
        self._path.unlink(missing_ok=True)


def _must_listen(client: socket.socket) -> None:
    """Raise ConnectionError when the client has gone: nobody would hear what was done.

    One that only closed its own half still listens.
    """
    poll = select.poll()
    poll.register(client, 0)
    if any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0)):
        raise ConnectionError("hung up")


class NotRunningError(StorageError):
    """No node answers at the control socket."""


class UnknownOutcomeError(NotRunningError):
    """The node was asked and did not answer: whether it was done is not known."""


class ControlClient:
    """A program's end: asks one running node, again and again over one connection."""

    def __init__(self, path: Path, *, timeout_s: float = ANSWER_TIMEOUT_S) -> None:
        """Connect; raises :class:`NotRunningError` when nobody listens."""
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout_s)
        self._waiting = bytearray()
        try:
            directory_fd = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                self._socket.connect(socket_address(path, directory_fd))
            finally:
                os.close(directory_fd)
        except OSError as error:
            self._socket.close()
            raise NotRunningError(f"No node runs in {path.parent}.") from error

    def ask(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the node's answer.

        Raises :class:`RefusedError` or :class:`StorageError` as the node did, and
        :class:`UnknownOutcomeError` when the node did not answer: whether the verb was done is
        then not known, and a command with an id may safely be sent again.
        """
        request = json.dumps({"verb": verb, "arguments": arguments}) + "\n"
        try:
            self._socket.sendall(request.encode())
            line = self._read_line()
        except OSError as error:
            raise UnknownOutcomeError(
                f"The node in {self._path.parent} did not answer; whether it was done is not known."
            ) from error
        reply: dict[str, Any] = json.loads(line)
        if "refused" in reply:
            raise RefusedError(reply["refused"])
        if "failed" in reply:
            raise StorageError(reply["failed"])
        answer: dict[str, Any] = reply["answer"]
        return answer

    def _read_line(self) -> bytes:
        searched = 0
        while (end := self._waiting.find(b"\n", searched)) < 0:
            searched = len(self._waiting)
            chunk = self._socket.recv(_CHUNK_BYTES)
            if not chunk:
                raise ConnectionError("hung up")
            self._waiting += chunk
        line = bytes(self._waiting[:end])
        del self._waiting[: end + 1]
        return line

    def close(self) -> None:
        """Hang up."""
        self._socket.close()
