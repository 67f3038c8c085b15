"""Broken parts that only those see who ask who is spoken with, who is accused, what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.views.counts import Counts
from replication.notices import Misbehaved
from replication.replica import Replica
from simulations.parts import Parts
from simulations.scenarios import SCENARIOS
from tests.simulations.mutants import Mutant, with_projection


class SpeaksWithAnybody(Replica):
    """Does not close the door to who was revoked."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        vars(self.gate)["refusal"] = lambda peer: None


class AccusesWhoeverComes(Replica):
    """Tells its node that a peer misbehaved because it spoke."""

    def connected(self, link: bytes, now: float, *, dialed: bool, key: bytes = b"") -> None:
        super().connected(link, now, dialed=dialed, key=key)
        self._notices.append(Misbehaved(link, "It came."))


class OffersCountsAgain(Counts):
    """Forgets that a stock-take was finished."""

    name = Counts.name

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        super().fold(table, stream, facts)
        for entry, _ in facts:
            if entry.kind == kinds.STOCK_COUNTED:
                table.put(b"o" + entry.originator_id + stream.to_bytes(), b"")


MEMBER_MUTANTS = (
    Mutant(
        "SpeaksWithAnybody",
        Parts(replica=SpeaksWithAnybody),
        ("members.told",),
        SCENARIOS["revoked"],
    ),
    Mutant(
        "AccusesWhoeverComes",
        Parts(replica=AccusesWhoeverComes),
        ("accusations.false",),
        SCENARIOS["calm"],
    ),
    Mutant(
        "OffersCountsAgain",
        Parts(projections=with_projection(OffersCountsAgain)),
        ("counts.open",),
        SCENARIOS["stock_take"],
    ),
)
