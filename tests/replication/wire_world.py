"""A fake wire: replicas in one process, joined by links in virtual time.

Everything that happens follows from the seed. A link keeps its order unless ``reorder`` says
otherwise; what a message carries is never changed. Like ZeroMQ, a link does not say that the
node at the other end started anew: its HELLO has to.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from heapq import heappop, heappush
from typing import NamedTuple, TypeVar

from core.errors import StorageError
from core.log.memory_store import MemoryStore
from core.log.store import Store
from replication.messages import EVERYTHING, Batch, Message
from replication.notices import ExtendRevocation
from replication.replica import Replica, ReplicaConfig
from replication.wire import decode
from tests.companies import Company
from tests.replication.wire_node import SCOPE, CheapSigner, Node, records_in

M = TypeVar("M", bound=Message)


class Sent(NamedTuple):
    """One message as it was put on the wire."""

    number: int
    at_s: float
    sender: str
    receiver: str
    data: bytes

    @property
    def message(self) -> Message:
        return decode(self.data)


@dataclass
class Faults:
    """What the wire does to messages, each a chance between 0 and 1 or a span in seconds."""

    loss: float = 0.0
    duplication: float = 0.0
    reorder: float = 0.0
    delay_s: tuple[float, float] = (0.005, 0.025)


@dataclass
class World:
    """Virtual time, the nodes, and the wire between them."""

    seed: int = 0
    faults: Faults = field(default_factory=Faults)
    now: float = 0.0
    nodes: dict[str, Node] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    drop: Callable[[Sent], bool] = field(default=lambda sent: False)
    """A rule of the test: messages it names never arrive."""
    tamper: Callable[[Sent], bytes] = field(default=lambda sent: sent.data)
    """What really arrives of a message: here a test plays the liar."""
    company: Company | None = None
    """Whose certificates the nodes show and ask for; without one everybody is welcome."""
    slow: dict[str, float] = field(default_factory=dict)
    """Nodes to which every message takes so many seconds longer."""

    def __post_init__(self) -> None:
        self._dice = random.Random(f"wire {self.seed}")
        self._arriving: list[tuple[float, int, Node, Replica, bytes, bytes]] = []
        self._order = 0
        self._last_arrival: dict[tuple[str, bytes], float] = {}
        self._cut: set[tuple[str, str]] = set()
        self._unplugged: set[tuple[str, bytes]] = set()
        self._trace = sha256()
        self.in_flight: dict[tuple[str, bytes], int] = {}
        self.in_flight_most = 0

    # --- who there is -----------------------------------------------------------------

    def add(
        self,
        name: str,
        *,
        company: str = "acme",
        scopes: tuple[str, ...] = (EVERYTHING,),
        own_scopes: tuple[str, ...] = (SCOPE, "company"),
        store: Store | None = None,
        signer_name: str | None = None,
    ) -> Node:
        key = CheapSigner(signer_name or name).public_key
        issued = b"" if self.company is None else self.company.certificates.get(name, b"")
        config = ReplicaConfig(company, name, "till", "b", key, scopes, own_scopes, issued)
        node = self.nodes[name] = Node(self, name, config, store or MemoryStore())
        return node

    def add_all(self, names: str) -> list[Node]:
        return [self.add(name) for name in names]

    def join(self, dialer: Node, other: Node) -> None:
        """Dial: open a link between two nodes."""
        here, there = f"to {other.name}".encode(), f"from {dialer.name}".encode()
        dialer.links[here] = (other, there, True)
        other.links[there] = (dialer, here, False)
        for node, link, dialed in ((dialer, here, True), (other, there, False)):
            self._connect(node, link, dialed=dialed)
            self.pump(node)

    def _connect(self, node: Node, link: bytes, *, dialed: bool) -> None:
        """Tell a replica of a link, and which key the transport saw proved there."""
        other, _, _ = node.links[link]
        key = b"" if self.company is None else self.company.certificate(other.name).curve_key
        node.replica.connected(link, self.now, dialed=dialed, key=key)

    def join_all(self, nodes: Iterable[Node]) -> None:
        joined: list[Node] = []
        for node in nodes:
            for before in joined:
                self.join(before, node)
            joined.append(node)

    def cut(self, one: Node, other: Node) -> None:
        """Pull the cable: what is said from now on gets lost, unnoticed."""
        self._cut |= {(one.name, other.name), (other.name, one.name)}

    def mend(self) -> None:
        """Plug in every cable."""
        self._cut.clear()
        self._unplugged.clear()

    def heal(self) -> None:
        """Plug in every cable and end every fault."""
        self.mend()
        self.faults = Faults()
        self.drop = lambda sent: False

    def unplug(self, node: Node, link: bytes) -> None:
        """Pull the cable of one link only."""
        other, there, _ = node.links[link]
        self._unplugged |= {(node.name, link), (other.name, there)}

    def hang_up(self, node: Node, link: bytes) -> None:
        """Let both ends notice that a link is gone, and never come back."""
        other, there, _ = node.links.pop(link)
        del other.links[there]
        node.replica.disconnected(link, self.now)
        other.replica.disconnected(there, self.now)

    def restart(self, node: Node, *, emptied: bool = False) -> None:
        """Kill a node and start it again; its peers' transports do not notice."""
        node.epoch += emptied
        node.start(MemoryStore() if emptied else node.log.store)
        for link, (_, _, dialed) in node.links.items():
            self._connect(node, link, dialed=dialed)
        self.pump(node)

    # --- what happens -----------------------------------------------------------------

    def pump(self, node: Node) -> None:
        """Do what every adapter does after every input."""
        try:
            messages = node.replica.messages_to_send(self.now)
        except StorageError as error:
            node.errors.append(error)
            messages = []
        for link, data in messages:
            if link in node.links:
                self._send(node, link, data)
        while (notice := node.replica.next_notice()) is not None:
            node.notices.append(notice)
            if isinstance(notice, ExtendRevocation):
                node.extend(notice)
                self.pump(node)

    def _send(self, node: Node, link: bytes, data: bytes) -> None:
        other, there, _ = node.links[link]
        sent = Sent(len(self.sent), self.now, node.name, other.name, data)
        self.sent.append(sent)
        self._trace.update(repr(sent[:4]).encode() + data)
        dice, faults = self._dice, self.faults
        lost = dice.random() < faults.loss
        copies = 1 + (dice.random() < faults.duplication)
        cut = (node.name, other.name) in self._cut or (node.name, link) in self._unplugged
        if lost or cut or self.drop(sent):
            return
        data = self.tamper(sent)
        for _ in range(copies):
            arrival = self.now + dice.uniform(*faults.delay_s) + self.slow.get(other.name, 0.0)
            if dice.random() < faults.reorder:
                arrival += dice.uniform(0.0, 0.5)
            else:
                arrival = max(arrival, self._last_arrival.get((other.name, there), 0.0))
                self._last_arrival[(other.name, there)] = arrival
            self._order += 1
            self._count_flying((other.name, there), data, 1)
            heappush(self._arriving, (arrival, self._order, other, other.replica, there, data))

    def _count_flying(self, end: tuple[str, bytes], data: bytes, sign: int) -> None:
        message = decode(data)
        if isinstance(message, Batch):
            self.in_flight[end] = self.in_flight.get(end, 0) + sign * len(message.data)
            self.in_flight_most = max(self.in_flight_most, self.in_flight[end])

    def _step(self, until: float) -> bool:
        """Go to the next thing that happens; False when nothing does until then."""
        timers = [
            (timer, name)
            for name, node in self.nodes.items()
            if (timer := node.replica.next_timer()) is not None
        ]
        timer, name = min(timers, default=(float("inf"), ""))
        arrival = self._arriving[0][0] if self._arriving else float("inf")
        if min(timer, arrival) > until:
            return False
        self.now = max(self.now, min(timer, arrival))
        if arrival <= timer:
            _, _, node, replica, link, data = heappop(self._arriving)
            self._count_flying((node.name, link), data, -1)
            if replica is node.replica:  # what was on its way to a dead process is lost
                self._receive(node, link, data)
        else:
            node = self.nodes[name]
            node.replica.handle_timer(self.now)
            self.pump(node)
        return True

    def _receive(self, node: Node, link: bytes, data: bytes) -> None:
        try:
            node.replica.receive(data, link, self.now)
        except StorageError as error:
            node.errors.append(error)
        self.pump(node)

    def inject(self, node: Node, link: bytes, data: bytes) -> None:
        """Let a node receive bytes that no honest peer sent."""
        self._receive(node, link, data)

    def pass_time(self, seconds: float) -> None:
        until = self.now + seconds
        while self._step(until):
            pass
        self.now = until

    def until(self, fact: Callable[[], bool], within_s: float) -> float:
        """Let time pass until something is so, and return how long it took."""
        start = self.now
        while not fact():
            assert self._step(start + within_s), f"not so within {within_s} s"
        return self.now - start

    def until_level(self, within_s: float, nodes: Iterable[Node] | None = None) -> float:
        """Let time pass until all nodes hold the same, and return how long it took."""
        level = list(nodes if nodes is not None else self.nodes.values())
        return self.until(
            lambda: len({node.replica.holdings.digest for node in level}) == 1, within_s
        )

    # --- what was said ----------------------------------------------------------------

    def messages(
        self, kind: type[M], *, sender: str = "", receiver: str = "", since: int = 0
    ) -> list[M]:
        """Return every message of a kind put on the wire, from and to whom."""
        return [
            message
            for sent in self.sent[since:]
            if sender in ("", sent.sender) and receiver in ("", sent.receiver)
            if isinstance(message := sent.message, kind)
        ]

    def records_sent(self, *, receiver: str = "", since: int = 0) -> int:
        """Return how many records were put on the wire, copies counted."""
        return sum(map(records_in, self.messages(Batch, receiver=receiver, since=since)))

    def trace(self) -> str:
        """Return a hash over every byte said, by whom and when."""
        return self._trace.hexdigest()
