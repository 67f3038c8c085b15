"""Replaying: the same world once more, told line by line.

Nothing in the world is changed by being watched: the kernel tells what it does, and a rule of the
network that passes everything tells what is sent. The trace hash is that of the plain run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

from core.errors import MalformedError
from replication.messages import Ack, Batch, Have, Hello, Message, Presync, Stop, Want
from replication.wire import decode
from simulations.kernel import Kernel
from simulations.network import PASS, Channel, Verdict
from simulations.options import WorldOptions
from simulations.parts import Parts
from simulations.run import Run
from simulations.watching import WatchedKernel

SENDS, HEARS, DOES, STRIKES = "sends", "hears", "does", "strikes"
"""What a moment is: a message leaves, a message arrives, a person acts, a fault acts."""


class Moment(NamedTuple):
    """One thing that happened."""

    at_us: int
    node: str
    """Where; empty for a fault, which concerns the world."""
    what: str
    peer: str
    """To whom, or from whom; empty where nobody else takes part."""
    said: str
    clock: dict[str, int]
    """The vector clock of the node after it (Mattern, 1989): how many moments of every node
    may have led to this one."""

    def line(self) -> str:
        """Return the moment for people."""
        arrow = {SENDS: "->", HEARS: "<-"}.get(self.what, "  ")
        return f"{self.at_us / 1e6:12.6f}  {self.node:8} {arrow} {self.peer:8} {self.said}".rstrip()

    def shiviz(self) -> str:
        """Return the moment as the ShiViz space-time viewer reads it with its default pattern."""
        said = f"{self.what} {self.peer} {self.said}".replace("  ", " ").strip()
        return f"{self.node} {json.dumps(self.clock)}\n{self.at_us / 1e6:.6f} {said}"


class _Witness:
    """Turns what the kernel and the network say into moments."""

    def __init__(self, told: Callable[[Moment], None]) -> None:
        self._told = told
        self.names: list[str] = []
        self.faults: list[str] = []
        self.kernel: Kernel = Kernel()
        self._clocks: list[dict[str, int]] = []
        self._carried: dict[int, tuple[bytes, str, dict[str, int]]] = {}
        """By the identity of a message's bytes: the bytes, who sent them, and its clock then."""

    def begin(self, names: list[str]) -> None:
        self.names = names
        self._clocks = [{} for _ in names]

    def _moment(self, node: int, what: str, peer: str, said: str) -> dict[str, int]:
        name = self.names[node]
        clock = self._clocks[node]
        clock[name] = clock.get(name, 0) + 1
        told = dict(sorted(clock.items()))
        self._told(Moment(self.kernel.now_us, name, what, peer, said, told))
        return told

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """See a message leave; whether it arrives, the network knows."""
        peer = self.names[channel.target]
        clock = self._moment(channel.source, SENDS, peer, describe(data))
        # The bytes themselves are kept, so that nothing else can have their identity meanwhile.
        self._carried[id(data)] = (data, self.names[channel.source], clock)
        return PASS

    def watch(self, kind: str, node: int, place: int, data: bytes) -> None:
        """See something happen."""
        if kind == "packet":
            _, sender, clock = self._carried[id(data)]
            ours = self._clocks[node]
            for name, count in clock.items():
                ours[name] = max(count, ours.get(name, 0))
            self._moment(node, HEARS, sender, describe(data))
        elif kind == "note":
            self._moment(node, DOES, "", "; ".join(data.decode(errors="replace").splitlines()))
        elif kind == "fault":
            said = f"{self.faults[place]}: {data.decode(errors='replace')}"
            self._told(Moment(self.kernel.now_us, "", STRIKES, "", said, {}))


def replay(options: WorldOptions, told: Callable[[Moment], None]) -> Run:
    """Run a world to its end and tell every moment of it; returns the run."""
    witness = _Witness(told)

    def kernel() -> Kernel:
        witness.kernel = watched = WatchedKernel()
        watched.watch = witness.watch
        return watched

    run = Run.of(options, Parts(kernel=kernel))
    world = run.world
    witness.begin([node.place.name for node in world.nodes])
    witness.faults = [fault.name for fault in options.faults]
    world.network.witness = witness
    run.go()
    return run


def describe(data: bytes) -> str:
    """Return what a message says, in a few words."""
    try:
        message = decode(data)
    except MalformedError as error:
        return f"what cannot be read: {error}"
    return f"{type(message).__name__.upper()} {' '.join(_words(message))}".rstrip()


def _words(message: Message) -> Iterator[str]:
    match message:
        case Hello():
            yield f"{message.name} session {message.session}"
            if message.answers:
                yield f"answers {message.answers}"
        case Have(round_number, heads, _):
            yield f"round {round_number}"
            yield from (f"{claim.stream}:{claim.sequence}" for claim in heads)
        case Ack(round_number, heads, size):
            yield f"round {round_number} {size} B"
            yield from (f"{stream}:{sequence}" for stream, sequence in heads)
        case Want(ranges, credit):
            yield from (f"{stream} after {after}" for stream, after in ranges)
            yield f"credit {credit} B"
        case Stop(streams):
            yield from map(str, streams)
        case Presync(events, size):
            yield f"{events} events, {size} B"
        case Batch():
            yield f"{message.stream} from {message.first}, {len(message.data)} B"
