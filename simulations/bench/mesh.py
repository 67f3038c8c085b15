"""Redundancy: what five tills say to one another, against what each of them needed to hear.

A virtual branch whose network is cut in two again and again, and heals. Needed is every batch
that brought a till something, once; sent is everything, copies, answers and signs of life.
"""

from __future__ import annotations

from pathlib import Path

from replication.messages import Batch
from replication.wire import BATCH, decode
from simulations.bench.figures import Figure
from simulations.faults.partition import HALVES, Partition
from simulations.kernel import US_PER_S
from simulations.network import PASS, Channel, Verdict
from simulations.options import WorkOptions, WorldOptions
from simulations.world import World

SEED = 5
"""The world that is measured."""

SECONDS = 120
"""Virtual seconds of selling and cuts; then it heals."""

HEAL_S = 30
"""Virtual seconds within which the tills must agree."""

_BATCH_MARK = bytes([0x90 | 6, BATCH])
"""How the array of a batch begins: six fields, the first its number."""


class _Meter:
    """A rule of the network that passes everything and keeps count."""

    def __init__(self) -> None:
        self.sent = self.batches = self.needed = 0
        self._held: dict[tuple[int, object], int] = {}

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Count a packet before any other rule can lose it."""
        self.sent += len(data)
        if data[:2] == _BATCH_MARK:
            batch = decode(data)
            assert isinstance(batch, Batch), "the mark of a batch"
            self.batches += len(data)
            self._need(channel.target, batch, len(data))
        return PASS

    def _need(self, target: int, batch: Batch, size: int) -> None:
        """A batch further into a stream than any before it was needed; a copy was not."""
        key = (target, batch.stream)
        if batch.first > self._held.get(key, 0):
            self._held[key] = batch.first
            self.needed += size


def measure_mesh(root: Path, *, seconds: int = SECONDS) -> dict[str, Figure]:
    """Return bytes sent against bytes needed, of batches alone and of everything said."""
    meter = _Meter()
    world = World(
        WorldOptions(
            seed=SEED,
            scenario="mesh",
            seconds=seconds,
            branches=1,
            tills=5,
            work=WorkOptions(think_us=500_000, weights={"sell": 1}),
            faults=(Partition(where=HALVES, whole_us=10 * US_PER_S, cut_us=10 * US_PER_S),),
        )
    )
    world.network.rules = (meter, *world.network.rules)
    world.kernel.run_until(seconds * US_PER_S)
    world.heal()
    world.network.rules = (meter,)
    while not world.agreed():
        assert world.now_s < seconds + HEAL_S, "the tills never agreed"
        world.kernel.run_until(world.kernel.now_us + US_PER_S // 10)
    return {
        "redundancy_of_batches": Figure(
            meter.batches / meter.needed, "sent/needed", meter.batches / meter.needed / 1.3, "1.3"
        ),
        "redundancy_of_everything": Figure(meter.sent / meter.needed, "sent/needed"),
    }
