"""A wire for machines that allow no namespaces: a TCP proxy between each pair of nodes.

It delays, throttles, stops one direction, flaps, or changes a byte. It cannot lose anything: above
TCP nothing is ever lost, only late, so what a way swallows waits here, as TCP would send it again.
"""

from __future__ import annotations

import random
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from simulations.demo.fleet import free_ports
from simulations.live.wire import Carried, Way

CHUNK_BYTES = 1 << 16
QUEUED_BYTES_MAX = 1 << 20
"""Bytes held in one direction of one connection before its sender has to wait."""

TICK_S = 0.02
"""How soon a way that opens again is noticed."""

CONNECT_TIMEOUT_S = 1.0


@dataclass(eq=False)
class _Pipe:
    """One direction of one connection."""

    source: socket.socket
    sink: socket.socket
    key: tuple[str, str]
    """Who sends and who receives."""
    queue: deque[tuple[float, bytes]] = field(default_factory=deque)
    queued: int = 0
    free_at_s: float = 0.0
    ended: bool = False


class ProxyWire:
    """Proxies on loopback: each node dials each other through one of its own."""

    has_packets = False

    def __init__(self, names: Sequence[str], dice: random.Random | None = None) -> None:
        """Listen for every pair of nodes; the ``dice`` say which bytes are changed."""
        self.carried = Carried()
        self._dice = dice or random.Random(0)
        ports = free_ports(len(names))
        self._ports = dict(zip(names, ports, strict=True))
        self._listeners: dict[socket.socket, tuple[str, str]] = {}
        for listener, dialer in combinations(names, 2):
            door = socket.create_server(("127.0.0.1", 0))
            door.setblocking(False)
            self._listeners[door] = (dialer, listener)
        self._dialed = {pair: door for door, pair in self._listeners.items()}
        self._pipes: list[_Pipe] = []
        self._ways: dict[tuple[str, str], Way] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def listen_address(self, name: str) -> str:
        """Return where a node listens."""
        return f"tcp://127.0.0.1:{self._ports[name]}"

    def dial_address(self, dialer: str, listener: str) -> str:
        """Return where one node finds another: at the proxy between them."""
        return f"tcp://127.0.0.1:{self._dialed[dialer, listener].getsockname()[1]}"

    def command(self, name: str) -> tuple[str, ...]:
        """Return no words: every node lives here."""
        return ()

    def set(self, sender: str, receiver: str, way: Way) -> None:
        """Change the way from one node to another."""
        assert not way.loss, "above TCP nothing is lost"
        assert way.fate is None, "above TCP there are no packets to ask"
        self._ways[sender, receiver] = way

    def heal(self) -> None:
        """Let everything pass again."""
        self._ways.clear()

    # --- the thread that carries ------------------------------------------------------

    def _carry(self) -> None:
        while not self._stop.is_set():
            now = time.monotonic()
            open_pipes = [pipe for pipe in self._pipes if self._way(pipe).is_open(now)]
            reading = {
                pipe.source: pipe
                for pipe in open_pipes
                if not pipe.ended and pipe.queued < QUEUED_BYTES_MAX
            }
            writing = {pipe.sink: pipe for pipe in open_pipes if _is_due(pipe, now)}
            readable, writable, _ = select.select(
                [*self._listeners, *reading], list(writing), [], TICK_S
            )
            for ready in readable:
                if ready in self._listeners:
                    self._accept(ready)
                else:
                    self._guarded(self._read, reading[ready])
            for ready in writable:
                self._guarded(self._write, writing[ready])

    def _way(self, pipe: _Pipe) -> Way:
        return self._ways.get(pipe.key, Way())

    def _accept(self, door: socket.socket) -> None:
        dialer, listener = self._listeners[door]
        near, _ = door.accept()
        try:
            far = socket.create_connection(("127.0.0.1", self._ports[listener]), CONNECT_TIMEOUT_S)
        except OSError:
            near.close()
            return
        for end in (near, far):
            end.setblocking(False)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._pipes.append(_Pipe(near, far, (dialer, listener)))
        self._pipes.append(_Pipe(far, near, (listener, dialer)))

    def _guarded(self, act: Callable[[_Pipe], None], pipe: _Pipe) -> None:
        try:
            if pipe in self._pipes:
                act(pipe)
        except OSError:
            self._drop(pipe)

    def _read(self, pipe: _Pipe) -> None:
        data = pipe.source.recv(CHUNK_BYTES)
        way = self._way(pipe)
        at = time.monotonic() + way.delay_s
        if way.bytes_per_s:
            at = max(at, pipe.free_at_s)
            pipe.free_at_s = at + len(data) / way.bytes_per_s
        pipe.ended = not data
        if data and way.garbled and self._dice.random() < way.garbled:
            data = self._garbled(data)
        pipe.queue.append((at, data))
        pipe.queued += len(data)

    def _garbled(self, data: bytes) -> bytes:
        """Return bytes one of which is another."""
        changed = bytearray(data)
        changed[self._dice.randrange(len(data))] ^= 1 << self._dice.randrange(8)
        self.carried.garbled += 1
        return bytes(changed)

    def _write(self, pipe: _Pipe) -> None:
        at, data = pipe.queue.popleft()
        if not data:
            pipe.sink.shutdown(socket.SHUT_WR)
            if all(other.ended for other in self._pipes if other.sink in (pipe.sink, pipe.source)):
                self._drop(pipe)
            return
        sent = pipe.sink.send(data)
        if sent < len(data):
            pipe.queue.appendleft((at, data[sent:]))
        pipe.queued -= sent
        self.carried.packets += 1
        self.carried.bytes += sent

    def _drop(self, pipe: _Pipe) -> None:
        """Close a connection, both of its directions."""
        ends = (pipe.source, pipe.sink)
        self._pipes = [other for other in self._pipes if other.source not in ends]
        for end in ends:
            end.close()

    def close(self) -> None:
        """Close every connection."""
        self._stop.set()
        self._thread.join()
        while self._pipes:
            self._drop(self._pipes[0])
        for door in self._listeners:
            door.close()


def _is_due(pipe: _Pipe, now: float) -> bool:
    return bool(pipe.queue) and pipe.queue[0][0] <= now
