"""Worlds in which a till is revoked in the middle of its work, whatever else goes wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulations.options import WorldOptions
from simulations.run import run
from simulations.scenarios import SCENARIOS


def world(seed: int) -> WorldOptions:
    """A world of the swarm in which everybody can hear everybody else, but for the revoked."""
    return replace(SCENARIOS["revoked"].draw(seed), seconds=6)


@pytest.mark.parametrize("seed", range(14, 23))
def test_all_who_belong_agree_and_keep_what_any_of_them_knew(seed: int) -> None:
    report = run(world(seed))
    assert report.findings == []
    assert report.settling.seconds < 60


def test_a_world_with_a_revocation_is_the_same_by_the_same_seed() -> None:
    assert run(world(3)).trace_hash == run(world(3)).trace_hash
