"""Shifts in a world that fails: each Z follows on every node, and one that does not is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.shop.z_report import digest_of
from simulations.options import WorkOptions, WorldOptions
from simulations.run import run
from simulations.scenarios import SCENARIOS

ACTS = {"sell": 5, "refund-own": 2, "refund-foreign": 1, "scan": 3, "shift": 5, "staff": 1}
WORLD = WorldOptions(
    5, seconds=5, branches=2, tills=2, work=WorkOptions(think_us=150_000, weights=ACTS)
)


def test_tills_under_faults_keep_their_drawers_and_their_people() -> None:
    faults = SCENARIOS["swarm"].draw(9).faults
    report = run(replace(WORLD, faults=faults))
    assert report.findings == []
    assert report.acts["shift"] > 20
    assert report.acts["staff"] > 3


def test_a_z_whose_hash_is_of_another_log_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("node.shop.shifts.digest_of", lambda data, _: digest_of(data, bytes(32)))
    found = {finding.kind for finding in run(WORLD).findings}
    assert {"shifts.recompute", "money.answer"} <= found


def test_a_drawer_that_forgets_change_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.shop.z_report.DRAWER", frozenset({"cash"}))
    assert "money.answer" in {finding.kind for finding in run(WORLD).findings}
