"""Broken reviews: what one node takes for a problem, and another does not."""

from __future__ import annotations

from collections.abc import Sequence

from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.views.receipts import Receipts
from simulations.faults.partition import ISLAND, Partition
from simulations.options import WorkOptions, WorldOptions
from simulations.parts import Parts
from simulations.scenarios.scenario import Scenario
from tests.simulations.mutants import Mutant, with_projection


class ForgetsWhatCameBack(Receipts):
    """Of refunds that come together it keeps the last one."""

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        refunds = [fact for fact in facts if fact.entry.kind == kinds.REFUND_COMPLETED]
        super().fold(table, stream, [fact for fact in facts if fact not in refunds[:-1]])


class ReturnsDesks(Scenario):
    """Tills that cannot hear one another take the same few goods back."""

    name = "returns-desks"

    def draw(self, seed: int) -> WorldOptions:
        faults = (Partition(where=ISLAND, whole_us=500_000, cut_us=3_000_000),)
        weights = {"sell": 1, "refund-own": 3, "refund-foreign": 6}
        work = WorkOptions(think_us=100_000, skus=3, weights=weights)
        return WorldOptions(seed, seconds=6, branches=1, tills=3, faults=faults, work=work)


REVIEW_MUTANTS = (
    Mutant(
        "ForgetsWhatCameBack",
        Parts(projections=with_projection(ForgetsWhatCameBack)),
        ("reviews.differ",),
        ReturnsDesks(),
    ),
)
"""Every broken part of reviews."""
