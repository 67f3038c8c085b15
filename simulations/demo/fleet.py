"""The demonstration's nodes: real processes, real data directories, real sockets on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from core.errors import RefusedError
from node.company.direct import enrol_directly, found, introduce
from node.config import NodeConfig, PeerConfig
from node.control import ControlClient, NotRunningError
from node.data_directory import DataDirectory
from replication.messages import EVERYTHING
from replication.zmq_transport import ZmqTransport, curve_keypair
from simulations.demo.plan import HUB_NAME, Plan

START_TIMEOUT_S = 90.0
"""How long a process may take to answer: seven interpreters start at once, on whatever machine."""

STOP_TIMEOUT_S = 10.0
"""How long a process may take to stop after SIGTERM."""

RUN = (sys.executable, "-m", "node.cli", "run", "--screen", "off")
"""How a node's process is started; a later ``--screen`` counts."""

RETRY_S = 0.05
"""How soon a node that does not answer is asked again."""


PORTS = range(20_000, 32_768)
"""Where ports are looked for: below those a kernel gives to whoever asks for any, so that nobody
is given one between our looking and our listening."""

PORTS_STRIDE = 7_919
"""How far the first port of one process is from that of the next, so that two that look for ports
at the same time look at different ones."""

_asked = count()


class Fleet:
    """All nodes of the demonstration."""

    def __init__(self, plan: Plan, root: Path, *, screens: bool = False) -> None:
        """Make a data directory for every node; each pair of nodes gets one link.

        With ``screens`` every node has one, at an address of its own.
        """
        self.names = tuple(plan.nodes)
        self._root = root
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._wanted: set[str] = set()
        self._guard = threading.Lock()
        self.restarts = 0
        self.screens: dict[str, str] = {}
        """Where each node's screen is."""
        if screens:
            ports = free_ports(len(plan.nodes))
            addresses = (f"http://127.0.0.1:{port}" for port in ports)
            self.screens = dict(zip(plan.nodes, addresses, strict=True))
        known: list[PeerConfig] = []
        made: list[DataDirectory] = []
        for (name, branch), port in zip(
            plan.nodes.items(), free_ports(len(plan.nodes)), strict=True
        ):
            config = NodeConfig(
                name=name,
                branch=branch,
                role="hub" if name == HUB_NAME else "till",
                company="demo",
                # Tills of all branches are compared event by event, so each holds them all.
                scopes=(EVERYTHING,),
                listen=f"tcp://127.0.0.1:{port}",
                peers=tuple(known),
            )
            directory = DataDirectory(root / name)
            if made:
                known.append(enrol_directly(made[0], directory, config))
            else:
                known.append(found(directory, config))
            made.append(directory)
        introduce(made)

    def start(self, name: str) -> None:
        """Start a node's process; it is started again whenever it dies before :meth:`stop`."""
        with self._guard:
            self._wanted.add(name)
            self._spawn(name)

    def _spawn(self, name: str) -> None:
        with (self._root / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [*RUN, *self._words(name)],
                cwd=self._root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _words(self, name: str) -> list[str]:
        screen = ["--screen", self.screens[name]] if name in self.screens else []
        return ["--together", "--with-parent", str(os.getpid()), "--data", name, *screen]

    def stop(self, name: str) -> None:
        """Stop a node's process in good order."""
        process = self._tell_to_stop(name)
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _tell_to_stop(self, name: str) -> subprocess.Popen[bytes]:
        with self._guard:
            self._wanted.discard(name)
            process = self._processes[name]
        process.send_signal(signal.SIGTERM)
        return process

    def mend(self) -> list[str]:
        """Start every process again that died though nobody stopped it; returns their names."""
        dead = []
        with self._guard:
            for name in sorted(self._wanted):
                if self._processes[name].poll() is not None:
                    dead.append(name)
                    self._spawn(name)
                    self.restarts += 1
        return dead

    def is_wanted(self, name: str) -> bool:
        """Return whether a node is meant to be running."""
        return name in self._wanted

    def stop_all(self) -> None:
        """Stop every process that runs: all are told before the first is waited for."""
        for name in self._processes:
            self._tell_to_stop(name)
        for name in self._processes:
            self.stop(name)

    def log_tail(self, name: str) -> str:
        """Return the last line a node's process printed, for whoever asks why it died."""
        lines = (self._root / f"{name}.log").read_text(errors="replace").splitlines()
        return lines[-1] if lines else "it said nothing"

    def caller(self, name: str) -> Caller:
        """Return a way to ask a node; not to be shared between threads."""
        return Caller(self, name, self._root / name)


class Caller:
    """Asks one node, over and over until it answers, also across its death and restart."""

    def __init__(self, fleet: Fleet, name: str, directory: Path) -> None:
        """Ask the node in ``directory``."""
        self._fleet = fleet
        self.name = name
        self._socket_path = DataDirectory(directory).socket_path
        self._client: ControlClient | None = None

    def ask(self, verb: str, arguments: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the answer, starting the node again if it died; for verbs that may be repeated.

        Raises :class:`RefusedError` when the node refuses or stays silent for too long.
        """
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                return self.ask_once(verb, arguments)
            except NotRunningError:
                if time.monotonic() > deadline:
                    said = self._fleet.log_tail(self.name)
                    raise RefusedError(f"{self.name} does not answer: {said}") from None
                self._fleet.mend()
                time.sleep(RETRY_S)

    def ask_once(self, verb: str, arguments: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the answer, or raise :class:`NotRunningError` at once."""
        try:
            if self._client is None:
                self._client = ControlClient(self._socket_path)
            return self._client.ask(verb, arguments or {})
        except NotRunningError:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            self._client.close()
            self._client = None


def free_ports(wanted: int) -> list[int]:
    """Return ports nobody listens on just now, and that are given to no other caller soon."""
    public, secret = curve_keypair()
    ports: list[int] = []
    while len(ports) < wanted:
        port = PORTS[(os.getpid() * PORTS_STRIDE + next(_asked)) % len(PORTS)]
        with suppress(OSError):
            ZmqTransport(
                listen=f"tcp://127.0.0.1:{port}",
                curve_public_key=public,
                curve_secret_key=secret,
            ).close()
            ports.append(port)
    return ports
