"""Broken parts that only broken machines, mixed versions and a lonely core bring to light."""

from __future__ import annotations

from typing import Any

import msgpack

from core.log import layout
from core.log.event_log import EventLog
from replication.messages import Have
from replication.replica import Replica
from replication.wire import HAVE, decode, encode
from simulations.faults.partition import ISLAND, Partition
from simulations.options import WorkOptions, WorldOptions
from simulations.parts import Parts
from simulations.scenarios import SCENARIOS
from simulations.scenarios.scenario import Scenario
from tests.simulations.mutants import Mutant


class TrustsOldTables(EventLog):
    """Takes a table for up to date that an older program in between has not kept."""

    def __init__(self, store: Any, **named: Any) -> None:
        store.open_tables(layout.TABLES)
        with store.read() as transaction:
            marks = list(transaction.scan(layout.META, b"view\0", b"view\1"))
        super().__init__(store, **named)
        with store.write() as transaction:
            transaction.put_many(layout.META, marks)


class AsksAuthorsOnly(Replica):
    """Takes events from who wrote them, and from nobody who has them from there."""

    def receive(self, data: bytes, link: bytes, now: float) -> None:
        peer = self.peers.get(link)
        if peer is not None and msgpack.unpackb(data)[0] == HAVE:
            have = decode(data)
            assert isinstance(have, Have)
            own = tuple(claim for claim in have.heads if claim.stream.author == peer.author)
            data = encode(have._replace(heads=own))
        super().receive(data, link, now)


class ForgetsItsEpoch(EventLog):
    """Begins a new epoch and does not write that down."""

    def open_epoch(self, epoch: int, reason: str) -> None:
        self.epoch, self.epoch_reason = epoch, reason


class LonelyTills(Scenario):
    """One till after another is cut off alone, so that some lack what others sold meanwhile."""

    name = "lonely-tills"

    def draw(self, seed: int) -> WorldOptions:
        faults = (Partition(where=ISLAND, whole_us=500_000, cut_us=3_000_000),)
        work = WorkOptions(think_us=200_000, weights={"sell": 1})
        return WorldOptions(seed, seconds=7, branches=1, tills=4, faults=faults, work=work)


FAULT_MUTANTS = (
    Mutant(
        "TrustsOldTables",
        Parts(log=TrustsOldTables),
        ("novelties.count",),
        SCENARIOS["mixed_versions"],
    ),
    Mutant(
        "AsksAuthorsOnly",
        Parts(replica=AsksAuthorsOnly),
        ("quiescence.core",),
        LonelyTills(),
    ),
    Mutant(
        "ForgetsItsEpoch",
        Parts(log=ForgetsItsEpoch),
        ("epochs.back",),
        SCENARIOS["restored_backup"],
    ),
)
