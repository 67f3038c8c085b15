"""Fresh seeds: worlds nobody has seen, drawn by the commit; a failure names its seed.

``TILLMESH_FRESH_SEEDS`` says how many, ``TILLMESH_FRESH_FROM`` any word in place of the commit.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from simulations.dice import number_of
from simulations.run import run
from simulations.scenarios import SCENARIOS

ROOT = Path(__file__).resolve().parents[2]

BATCHES = 4
"""Tests the seeds are dealt out to, so that several processes can share them."""

SEEDS = int(os.environ.get("TILLMESH_FRESH_SEEDS", "8"))
SECONDS = 6


def commit() -> str:
    """Return the commit that is tested; without a repository, a word that never changes."""
    asked = ["git", "rev-parse", "HEAD"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "no commit"


@pytest.mark.parametrize("batch", range(BATCHES))
def test_worlds_nobody_has_seen_keep_every_promise(batch: int) -> None:
    word = os.environ.get("TILLMESH_FRESH_FROM") or commit()
    failed = {}
    for number in range(batch, SEEDS, BATCHES):
        seed = number_of(0, "fresh", word, number) % 1_000_000_000
        report = run(replace(SCENARIOS["swarm"].draw(seed), seconds=SECONDS))
        if report.findings:
            failed[seed] = report.findings
    assert failed == {}, f"tillmesh sim run --seconds {SECONDS} --seed {min(failed)}"
