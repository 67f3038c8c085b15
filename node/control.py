"""The control socket: how other programs on the machine ask a running node.

A Unix socket in the data directory, readable by the node's own user only. Requests and
answers are one JSON object a line: ``{"verb": ..., "arguments": {...}}``, answered by
``{"answer": ...}``, ``{"refused": sentence}`` (with ``because`` where whoever asks is the reason,
and ``needs`` where somebody else's leave would lift it) or ``{"failed": sentence}``.
"""

from __future__ import annotations

import errno
import json
import os
import select
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.errors import Needs, NotAllowedError, RefusedError, SignedOutError, StorageError
from node.wording import one_line

REQUEST_BYTES_MAX = 256 << 20
"""Largest request: a catalogue of a million products."""

ANSWER_TIMEOUT_S = 60.0
"""How long a client waits: an import of a million products takes most of it."""

WAITING_BYTES_MAX = REQUEST_BYTES_MAX + (64 << 20)
"""Requests and answers of all clients together that may wait in the node: one of the largest
requests, and room for everybody else."""

CLIENTS_MAX = 256
"""Connections at once: a screen, a printer and a few scripts, many times over. The one that has
been quiet for longest makes room for the next."""

PATH_BYTES_MAX = 100
"""Longest path a Unix socket address holds, with some room; longer ones go by descriptor."""

_CHUNK_BYTES = 1 << 16
"""Read or sent at a time."""

BECAUSE: dict[str, type[RefusedError]] = {
    "signed-out": SignedOutError,
    "not-allowed": NotAllowedError,
}
"""Refusals that say more than no, by their word on the socket."""

Perform = Callable[[str, dict[str, Any]], dict[str, Any]]
"""Does a verb with its arguments and returns the answer."""


def socket_address(path: Path, directory_fd: int) -> str:
    """Return a socket address for ``path`` that fits, through its directory if need be."""
    text = str(path)
    if len(os.fsencode(text)) <= PATH_BYTES_MAX:
        return text
    return f"/proc/self/fd/{directory_fd}/{path.name}"


class _Client:
    """A connection: what of a request has come, and what of an answer has not gone."""

    __slots__ = ("answer", "request", "searched", "socket")

    def __init__(self, client: socket.socket) -> None:
        self.socket = client
        self.request = bytearray()
        self.searched = 0
        self.answer = bytearray()

    def next_line(self) -> bytes | None:
        """Take the next whole request out of what has come, if there is one."""
        end = self.request.find(b"\n", self.searched)
        if end < 0:
            self.searched = len(self.request)
            return None
        line = bytes(self.request[:end])
        del self.request[: end + 1]
        self.searched = 0
        return line

    def send(self) -> None:
        """Send as much of the answer as the client takes now."""
        with suppress(BlockingIOError):
            while self.answer:
                del self.answer[: self.socket.send(memoryview(self.answer)[:_CHUNK_BYTES])]


class ControlServer:
    """The node's end; whoever runs it calls :meth:`handle` when :attr:`fd` is readable.

    It never waits for a client: nothing more is read from one that does not take its answer,
    and what all of them together have waiting here is bounded.
    """

    def __init__(self, path: Path, perform: Perform) -> None:
        """Listen at ``path``, over whatever a killed process left there."""
        self._path = path
        self._perform = perform
        self._clients: dict[int, _Client] = {}
        """By descriptor; whoever has been quiet for longest comes first."""
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
        self._epoll = select.epoll()
        self._epoll.register(self._listener, select.EPOLLIN)

    @property
    def fd(self) -> int:
        """One descriptor that is readable whenever anything can be done for any client."""
        return self._epoll.fileno()

    def handle(self) -> None:
        """Do all that can be done without waiting."""
        for fd, _ in self._epoll.poll(0):
            if fd == self._listener.fileno():
                self._accept()
            elif (client := self._clients.get(fd)) is not None:
                self._clients[fd] = self._clients.pop(fd)
                try:
                    self._serve(client)
                except OSError:
                    self._hang_up(fd)
        self._bound()

    def _accept(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._hang_up(next(iter(self._clients), -1))
            return
        client.setblocking(False)
        self._clients[client.fileno()] = _Client(client)
        self._epoll.register(client, select.EPOLLIN)
        if len(self._clients) > CLIENTS_MAX:
            self._hang_up(next(iter(self._clients)))

    def _serve(self, client: _Client) -> None:
        """Send what is left of an answer, or read on and answer; raises OSError when it ends."""
        if client.answer:
            client.send()
        else:
            chunk = client.socket.recv(_CHUNK_BYTES)
            if not chunk:
                raise ConnectionError("hung up")
            client.request += chunk
        while not client.answer and (line := client.next_line()) is not None:
            _must_listen(client.socket)
            client.answer += answer_to(line, self._perform)
            client.send()
        if len(client.request) > REQUEST_BYTES_MAX:
            raise ConnectionError("a request without an end")
        # Who does not take its answer is asked nothing more: the rest waits on its side.
        self._epoll.modify(client.socket, select.EPOLLOUT if client.answer else select.EPOLLIN)

    def _bound(self) -> None:
        """Hang up on whoever holds most while all together hold too much."""
        while True:
            held = {
                fd: len(client.request) + len(client.answer) for fd, client in self._clients.items()
            }
            if sum(held.values()) <= WAITING_BYTES_MAX:
                return
            self._hang_up(max(held, key=held.__getitem__))

    def _hang_up(self, fd: int) -> None:
        client = self._clients.pop(fd, None)
        if client is not None:
            client.socket.close()

    def close(self) -> None:
        """Hang up on every client and stop listening."""
        for fd in list(self._clients):
            self._hang_up(fd)
        self._listener.close()
        self._epoll.close()
        self._path.unlink(missing_ok=True)


def answer_to(line: bytes, perform: Perform) -> bytes:
    """Return the answer to one request, whatever it is, with its line feed."""
    try:
        request = json.loads(line)
        reply: dict[str, Any] = {"answer": perform(request["verb"], request["arguments"])}
    except RefusedError as error:
        reply = {"refused": one_line(str(error)), **_because(error)}
    except StorageError as error:
        reply = {"failed": str(error)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reply = {"refused": one_line(f"The request is not one: {error}.")}
    return json.dumps(reply, separators=(",", ":")).encode() + b"\n"


def _because(error: RefusedError) -> dict[str, Any]:
    found = [word for word, kind in BECAUSE.items() if isinstance(error, kind)]
    needs = error.needs if isinstance(error, NotAllowedError) else None
    return ({"because": found[0]} if found else {}) | ({"needs": needs} if needs else {})


def _refusal(reply: dict[str, Any]) -> RefusedError:
    """Return the error of a reply, as the node raised it."""
    kind = BECAUSE.get(reply.get("because", ""), RefusedError)
    if kind is NotAllowedError and "needs" in reply:
        return NotAllowedError(reply["refused"], needs=Needs(*reply["needs"]))
    return kind(reply["refused"])


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
            raise _refusal(reply)
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
