"""Gift cards in a world that fails: spent once, never lost; who spends beyond is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.views.credits import Credit
from simulations.faults.partition import ISLAND, Partition
from simulations.options import WorkOptions, WorldOptions
from simulations.run import run
from simulations.scenarios import SCENARIOS

ACTS = {"sell": 2, "gift-card": 12, "customer": 5, "refund-own": 1}
WORLD = WorldOptions(
    7, seconds=6, branches=2, tills=2, work=WorkOptions(think_us=100_000, weights=ACTS)
)


def test_cards_and_customers_go_through_faults_and_nothing_is_spent_twice() -> None:
    faults = SCENARIOS["swarm"].draw(9).faults
    report = run(replace(WORLD, faults=faults))
    assert report.findings == []
    assert report.acts["gift-card"] > 40
    assert report.acts["customer"] > 10


def test_a_till_that_spends_what_others_hold_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Credit, "spendable", lambda credit, _: max(0, credit.total))
    faults = (Partition(where=ISLAND, whole_us=500_000, cut_us=2_000_000),)
    report = run(replace(WORLD, faults=faults))
    assert "escrow.rights" in {finding.kind for finding in report.findings}
