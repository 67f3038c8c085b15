"""A stage for faults: six nodes in three branches, the last one a hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from core.identity import branch_scope
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from replication.limits import PROTOCOL_VERSION
from replication.messages import Hello
from simulations.dice import dice_of
from simulations.disk import Disk
from simulations.faults import Fault
from simulations.forging import Forger
from simulations.network import Channel, Tongue
from simulations.second_history import SecondHistory
from simulations.signing import KeyedHashSigner

NOON_MS = 1_760_000_000_000

HELLO = Hello(PROTOCOL_VERSION, "acme", bytes(32), 1, "B1T1", "till", "b", ("*",), 7, 0, bytes(16))


@dataclass
class StageTwin:
    """Six nodes in three branches, and a list of what is planned."""

    alive: list[bool] = field(default_factory=lambda: [True] * 6)
    offsets: dict[int, int] = field(default_factory=dict)
    planned: list[tuple[int, bytes]] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    put_back: list[int] = field(default_factory=list)

    clones: list[tuple[int, int]] = field(default_factory=list)
    paused: set[int] = field(default_factory=set)
    disks: list[Disk] = field(default_factory=lambda: [Disk() for _ in range(6)])
    lost: list[int] = field(default_factory=list)
    newer: dict[int, bool] = field(default_factory=dict)
    novelties: list[tuple[int, int]] = field(default_factory=list)
    tongues: dict[int, Tongue | None] = field(default_factory=dict)
    second: SecondHistory | None = None
    sold: EventLog | None = None
    """The log of who has a second history: one event, sold after that began."""
    exposed: list[int] = field(default_factory=list)

    def node_count(self) -> int:
        return len(self.alive)

    def branch_of(self, node: int) -> str:
        return f"b{node // 2}"

    def is_hub(self, node: int) -> bool:
        return node == 5

    def is_up(self, node: int) -> bool:
        return self.alive[node]

    def revoke(self, node: int) -> bool:
        raise AssertionError("no fault of the swarm revokes")

    def crash(self, node: int) -> None:
        assert self.alive[node], "only what lives can die"
        self.alive[node] = False

    def restart(self, node: int) -> None:
        assert not self.alive[node], "a process is started once"
        self.alive[node] = True

    def take_image(self, node: int) -> None:
        self.images.append(node)

    def set_back(self, node: int) -> bool:
        self.put_back.append(node)
        return True

    def clone(self, source: int, target: int) -> bool:
        self.clones.append((source, target))
        return True

    def pause(self, node: int) -> None:
        assert self.alive[node], "only what lives can be paused"
        self.paused.add(node)

    def resume(self, node: int) -> None:
        self.paused.discard(node)

    def disk(self, node: int) -> Disk:
        return self.disks[node]

    def lose_disk(self, node: int) -> bool:
        self.lost.append(node)
        return True

    def change_program(self, node: int, *, newer: bool) -> None:
        self.newer[node] = newer

    def count_novelty(self, node: int, amount: int) -> None:
        self.novelties.append((node, amount))

    def bribe(self, node: int, tongue: Tongue | None) -> None:
        self.tongues[node] = tongue

    def forger(self, node: int) -> Forger:
        log = EventLog(MemoryStore(), clock_ms=lambda: 0)
        return Forger(lambda: log, KeyedHashSigner(bytes([node])), lambda: HELLO)

    def begin_second_history(
        self, node: int, off_ms: int, deceives: Callable[[bytes], bool]
    ) -> SecondHistory:
        signer = KeyedHashSigner(bytes([node]))
        log = EventLog(MemoryStore(), clock_ms=lambda: NOON_MS, signer=signer)
        stream = log.stream(branch_scope(self.branch_of(node)))
        self.second = SecondHistory(lambda: log, signer, stream, "till", off_ms, deceives)
        log.append([Draft("sold", stream.scope, log.mint_id(), 1, b"milk")])
        self.sold = log
        return self.second

    def expose(self, node: int) -> None:
        self.exposed.append(node)

    def set_clock(self, node: int, offset_ms: int) -> None:
        self.offsets[node] = offset_ms

    def plan_fault(self, fault: Fault, delay_us: int, data: bytes) -> None:
        assert delay_us >= 0
        self.planned.append((delay_us, data))

    def widen(self, node: int) -> None:
        assert self.alive[node]

    def play(self, fault: Fault) -> bytes:
        """Let the next thing that was planned happen."""
        _, data = self.planned.pop(0)
        fault.on_time(data)
        return data


CHANNELS = [
    Channel(0, source, target, b"link", True)
    for source in range(6)
    for target in range(6)
    if source != target
]


def begun(fault: Fault) -> tuple[Fault, StageTwin]:
    stage = StageTwin()
    fault.begin(stage, dice_of(1, fault.name))
    return fault, stage


def verdicts(fault: Fault) -> dict[tuple[int, int], object]:
    return {(c.source, c.target): fault.on_packet(c, b"data") for c in CHANNELS}
