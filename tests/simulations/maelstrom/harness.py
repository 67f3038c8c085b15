"""Maelstrom's part, played in virtual time: clients, a network that is cut, and its checks."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from simulations.maelstrom.node import MaelstromNode
from simulations.maelstrom.workloads import WORKLOADS

START_MS = 1_700_000_000_000


@dataclass
class Harness:
    """Nodes n0.. of one workload, one client, and the messages between all of them."""

    workload: str
    count: int = 3
    seed: int = 0
    lost_permille: int = 0
    """How many of a thousand messages between a client and a node get lost."""
    now: float = 0.0
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    cut: set[frozenset[str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.names = [f"n{number}" for number in range(self.count)]
        self._dice = random.Random(f"maelstrom {self.seed}")
        self._arriving: list[tuple[float, int, str, str]] = []
        self._number = 0
        self.nodes = {
            name: MaelstromNode(
                WORKLOADS[self.workload](),
                lambda: START_MS + int(self.now * 1000),
                random.Random(f"{name} {self.seed}"),
            )
            for name in self.names
        }
        for name in self.names:
            self.ask(name, {"type": "init", "node_id": name, "node_ids": self.names}, safe=True)
        self.run(0.1)

    def ask(self, node: str, body: dict[str, Any], *, safe: bool = False) -> int:
        """Send an operation and return its number; its answer comes in time, or never."""
        self._number += 1
        number = self._number
        message = {"src": "c0", "dest": node, "body": body | {"msg_id": number}}
        if safe or not self._is_lost():
            self._put(node, json.dumps(message))
        return number

    def _is_lost(self) -> bool:
        return self._dice.randrange(1000) < self.lost_permille

    def _put(self, to: str, line: str) -> None:
        self._number += 1
        at = self.now + self._dice.uniform(0.001, 0.02)
        heappush(self._arriving, (at, self._number, to, line))

    def run(self, seconds: float) -> None:
        """Let virtual time pass."""
        until = self.now + seconds
        while True:
            timers = [timer for n in self.nodes.values() if (timer := n.next_timer()) is not None]
            at = min([arriving[0] for arriving in self._arriving[:1]] + timers, default=until)
            if at > until:
                break
            self.now = max(self.now, at)
            while self._arriving and self._arriving[0][0] <= self.now:
                _, _, to, line = heappop(self._arriving)
                self._deliver(to, line)
            for node in self.nodes.values():
                node.handle_timer(self.now)
            self._collect()
        self.now = until

    def _deliver(self, to: str, line: str) -> None:
        if to in self.nodes:
            self.nodes[to].receive(line, self.now)
            self._collect()
            return
        body = json.loads(line)["body"]
        self.answers[body["in_reply_to"]] = body

    def _collect(self) -> None:
        for name, node in self.nodes.items():
            for line in node.lines_to_send():
                to = json.loads(line)["dest"]
                between = to in self.nodes
                if between and frozenset((name, to)) in self.cut:
                    continue
                if not between and self._is_lost():
                    continue
                self._put(to, line)

    def partition(self) -> None:
        """Cut the nodes into two random groups."""
        side = {name: self._dice.getrandbits(1) for name in self.names}
        self.cut = {
            frozenset((one, other))
            for one in self.names
            for other in self.names
            if side[one] != side[other]
        }

    def heal(self) -> None:
        self.cut = set()
        self.lost_permille = 0

    def read_all(self) -> list[dict[str, Any]]:
        """Return what every node answers to a read."""
        numbers = [self.ask(name, {"type": "read"}) for name in self.names]
        self.run(1.0)
        return [self.answers[number] for number in numbers]
