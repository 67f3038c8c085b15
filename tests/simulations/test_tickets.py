"""Shared tickets in a world that fails: scans merge, and one that vanishes is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.shop.ticket_seen import Seen
from simulations.options import WorkOptions, WorldOptions
from simulations.run import run
from simulations.scenarios import SCENARIOS

ACTS = {"sell": 2, "share": 20, "scan": 2, "refund-own": 1}
WORLD = WorldOptions(
    7, seconds=6, branches=1, tills=3, work=WorkOptions(think_us=60_000, weights=ACTS)
)


def test_tills_that_are_cut_apart_share_their_tickets() -> None:
    report = run(replace(WORLD, faults=SCENARIOS["swarm"].draw(9).faults))
    assert report.findings == []
    assert report.acts["share"] > 20


def test_an_end_that_closes_over_what_it_had_not_seen_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Seen, "covers", lambda seen, place: bool(seen.cut))
    found = {finding.kind for finding in run(WORLD).findings}
    assert "tickets.vanished" in found
