"""Two nodes that sell and replicate: in one process on a fake wire, or two on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Protocol

from replication.zmq_transport import curve_keypair
from tests.replication.wire_world import Faults, World

ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = 120
"""Events each of the two sells."""

DEADLINE_S = 120.0
"""How long two processes may be silent, on a busy machine."""


class Pair(Protocol):
    """Ada and bob; bob dials. Both sell, one event at a time, until they have sold all."""

    def held(self, name: str) -> int:
        """Return how many events a node last said it holds."""

    def until_held(self, name: str, events: int) -> None:
        """Go on until a node holds so many events."""

    def kill(self, name: str) -> None:
        """End a node at once, and start it again on the same disk."""

    def digests(self) -> set[str]:
        """Go on until both hold everything, and return the digests they say."""


class FakePair:
    """Two replicas over logs in memory, joined by the fake wire."""

    def __init__(self, directory: Path, seed: int) -> None:
        del directory  # memory needs none
        self._world = World(seed, Faults(loss=0.02))
        self._nodes = dict(zip(("ada", "bob"), self._world.add_all("ab"), strict=True))
        self._world.join(self._nodes["bob"], self._nodes["ada"])

    def held(self, name: str) -> int:
        return self._nodes[name].replica.holdings.events

    def until_held(self, name: str, events: int) -> None:
        deadline = self._world.now + 100
        while self.held(name) < events:
            assert self._world.now < deadline, f"{name} does not come to hold {events}"
            for node in self._nodes.values():
                if node.heads().get(node.stream(), 0) < TARGET:
                    node.sell()
            self._world.pass_time(0.02)

    def kill(self, name: str) -> None:
        self._world.restart(self._nodes[name])

    def digests(self) -> set[str]:
        for name in self._nodes:
            self.until_held(name, 2 * TARGET)
        return {node.digest().hex() for node in self._nodes.values()}


class ProcessPair:
    """Two processes, each with a directory of its own, joined by ZeroMQ."""

    def __init__(self, directory: Path, seed: int) -> None:
        self._tasks: dict[str, dict[str, str]] = {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._held = {"ada": 0, "bob": 0}
        self._digests: dict[str, str] = {}
        self._unread: dict[str, bytes] = {}
        for number, name in enumerate(("ada", "bob")):
            home = directory / f"{name} {seed}"
            home.mkdir()
            public, secret = curve_keypair()
            self._tasks[name] = {
                "name": name,
                "directory": str(home),
                "seed": bytes([number + 1] * 32).hex(),
                "target": str(TARGET),
                "listen": "tcp://127.0.0.1:0",
                "public_key": public.hex(),
                "secret_key": secret.hex(),
                "peer": "",
                "peer_address": "",
                "peer_key": "",
            }
        ada, bob = self._tasks["ada"], self._tasks["bob"]
        ada |= {"peer": "bob", "peer_key": bob["public_key"]}
        bob |= {"peer": "ada", "peer_key": ada["public_key"]}
        self._start("ada")
        bob["peer_address"] = ada["listen"]
        self._start("bob")

    def _start(self, name: str) -> None:
        program = Path(__file__).with_name("pair_node.py")
        self._processes[name] = subprocess.Popen(
            [sys.executable, "-P", str(program), json.dumps(self._tasks[name])],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._unread[name] = b""
        self._digests.pop(name, None)
        self._held[name] = -1
        while self._held[name] < 0:
            self._read_line(name)

    def _read_line(self, name: str) -> None:
        output = self._processes[name].stdout
        assert output is not None
        while b"\n" not in self._unread[name]:
            with DefaultSelector() as selector:
                selector.register(output, EVENT_READ)
                assert selector.select(DEADLINE_S), f"{name} says nothing"
            more = os.read(output.fileno(), 65_536)
            assert more, f"{name} has ended by itself"
            self._unread[name] += more
        line, _, self._unread[name] = self._unread[name].partition(b"\n")
        what, value = line.decode().split()
        match what:
            case "at":
                self._tasks[name]["listen"] = value
            case "held":
                self._held[name] = int(value)
            case "level":
                self._digests[name] = value

    def held(self, name: str) -> int:
        return self._held[name]

    def until_held(self, name: str, events: int) -> None:
        while self._held[name] < events:
            self._read_line(name)

    def kill(self, name: str) -> None:
        process = self._processes[name]
        process.send_signal(signal.SIGKILL)
        self._close(name)
        self._start(name)

    def _close(self, name: str) -> None:
        process = self._processes[name]
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(DEADLINE_S)
        process.stdout.close()

    def digests(self) -> set[str]:
        for name in self._processes:
            while name not in self._digests:
                self._read_line(name)
        return set(self._digests.values())

    def end(self) -> None:
        for name in self._processes:
            self._close(name)
