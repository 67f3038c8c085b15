"""Marks: every path on which something is refused or repaired is walked by some world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import marks
from core.marks import Mark
from simulations.dice import dice_of
from simulations.faults.malicious_till import MaliciousTill
from simulations.faults.revocation import Revocation
from simulations.options import MESH, WorldOptions
from simulations.run import run
from simulations.scenarios import SCENARIOS

ELSEWHERE = {
    "hello.answers-a-former-session": "tests/replication/test_rows_repair.py",
    "log.tree-grown-anew": "tests/contracts/test_sealing.py",
    "gate.closed": "tests/core/company/test_admission.py",
    "tell.everything-again": "tests/replication/test_telling.py",
    "batch.other-scope": "tests/replication/test_scopes.py",
    "gate.false-certificate": "tests/replication/test_gate.py",
    "gate.refused-peer": "tests/replication/test_gate.py",
    "have.too-many-streams": "tests/replication/test_hostile.py",
    "log.damaged-record": "tests/contracts/test_damaged_disk.py",
    "log.other-record": "tests/simulations/test_atlas.py",
    "log.our-stream-offered": "tests/contracts/test_event_log_ingest.py",
    "log.unknown-layout": "tests/contracts/test_event_log.py",
    "log.version-settled": "tests/contracts/test_event_log_ingest.py",
    "log.version-taken": "tests/contracts/test_event_log.py",
    "projection.unreadable": "tests/contracts/test_event_log_projections.py",
    "gate.welcomed": "tests/replication/test_gate.py",
    "rows.dropped": "tests/replication/test_rows_repair.py",
    "rows.refused": "tests/replication/test_rows_repair.py",
    "send.window-full": "tests/replication/test_sending.py",
}
"""Paths few worlds or none walk, and the tests that do: most need a till that was copied, bytes no
transport delivers, or more streams than a small world has."""

SEEDS = 12


def worlds() -> Iterator[WorldOptions]:
    """Worlds in which most goes wrong, those first that show most."""
    for name, seed in {
        "malicious_till": 1,
        "failing_disk": 1,
        "impostor": 3,
        "restored_backup": 2,
        "branches": 3,
    }.items():
        yield SCENARIOS[name].draw(seed)
    for seed in range(2, SEEDS):
        drawn = replace(SCENARIOS["swarm"].draw(seed), seconds=8)
        yield drawn
        liar = MaliciousTill.draw(dice_of(seed, "liar"))
        yield replace(drawn, faults=(liar,))
        revoked = Revocation.draw(dice_of(seed, "revoked"))
        faults = (*drawn.faults, revoked)
        tills = max(2, drawn.tills)
        yield replace(drawn, shape=MESH, branches=2, tills=tills, faults=faults)


def test_every_path_of_refusal_and_repair_is_walked_by_some_world() -> None:
    missing = marks.counts().keys() - ELSEWHERE.keys()
    for options in worlds():
        missing -= run(options, checkers=()).marks.keys()
        if not missing:
            break
    assert missing == set()


def test_what_worlds_do_not_walk_has_a_test_that_does() -> None:
    root = Path(__file__).resolve().parents[2]
    assert marks.counts().keys() >= ELSEWHERE.keys()
    assert all((root / path).exists() for path in ELSEWHERE.values())


def test_a_hit_is_counted_and_told_since_then() -> None:
    mark = Mark("test.only")
    before = marks.counts()
    mark.hit()
    assert marks.reached_since(before) == {"test.only": 1}
    with pytest.raises(AssertionError):
        Mark("test.only")
    del marks._MARKS["test.only"]
