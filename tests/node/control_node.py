"""A control server in a thread, and clients that speak to its socket directly."""

from __future__ import annotations

import json
import select
import socket
import threading
from pathlib import Path
from typing import Any

from core.errors import Needs, NotAllowedError, RefusedError, StorageFullError
from node.control import ControlClient, ControlServer

DEADLINE_S = 120.0


def perform(verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
    if verb == "refuse":
        raise RefusedError("No.")
    if verb == "forbid":
        raise NotAllowedError("Not you.", needs=Needs("refund", "B1T1-7", 250))
    if verb == "fill":
        raise StorageFullError("Full.")
    if verb == "huge":
        return {"text": "x" * arguments["bytes"]}
    return {"verb": verb, "arguments": arguments}


class Node:
    """A server in a thread, polled as the runner polls it."""

    def __init__(self, path: Path) -> None:
        self.server = ControlServer(path, perform)
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        poller = select.poll()
        for fd in (self.server.fd, self._woken.fileno()):
            poller.register(fd, select.POLLIN)
        while True:
            for fd, _ in poller.poll():
                if fd == self._woken.fileno():
                    return
                self.server.handle()

    def stop(self) -> None:
        self._wake.send(b"x")
        self._thread.join(DEADLINE_S)
        assert not self._thread.is_alive()
        self.server.close()
        self._wake.close()
        self._woken.close()


def connect(path: Path) -> socket.socket:
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.settimeout(DEADLINE_S)
    client.connect(str(path))
    return client


def request(verb: str, **arguments: Any) -> bytes:
    return json.dumps({"verb": verb, "arguments": arguments}).encode() + b"\n"


def replies(client: socket.socket, count: int) -> list[dict[str, Any]]:
    data = b""
    while data.count(b"\n") < count:
        chunk = client.recv(1 << 16)
        assert chunk, "the node hung up"
        data += chunk
    assert data.endswith(b"\n")
    return [json.loads(line) for line in data.splitlines()]


def ask(path: Path, verb: str = "status", **arguments: Any) -> dict[str, Any]:
    client = ControlClient(path, timeout_s=DEADLINE_S)
    try:
        return client.ask(verb, arguments)
    finally:
        client.close()
