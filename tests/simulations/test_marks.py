"""Marks: every path on which something is refused or repaired is walked by some world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from core import marks
from core.marks import Mark
from simulations.dice import dice_of
from simulations.faults.malicious_till import MaliciousTill
from simulations.options import WorldOptions
from simulations.run import run
from simulations.scenarios import SCENARIOS


class Elsewhere(NamedTuple):
    """Why no world walks a path, and the test that does."""

    why: str
    test: str


ELSEWHERE = {
    "have.too-many-streams": Elsewhere(
        "65,536 streams are more than a world has", "tests/replication/test_hostile.py"
    ),
    "have.too-many-lanes": Elsewhere(
        "64 histories of one author are more than any world's liar seals",
        "tests/replication/test_too_many_histories.py",
    ),
    "log.our-stream-offered": Elsewhere(
        "the second lock: a replica hands no batch of its own streams to its log",
        "tests/contracts/test_event_log_ingest.py",
    ),
    "log.other-record": Elsewhere(
        "a disk that gives one record for another is rare, and none of these worlds reads it again",
        "tests/simulations/test_atlas.py",
    ),
    "rows.told-after-silence": Elsewhere(
        "the last net of rows, which no world needs in which nothing overtakes another",
        "tests/replication/test_rows_repair.py",
    ),
    "log.tree-grown-anew": Elsewhere(
        "after an accident the trees are thrown away before anybody reads one",
        "tests/contracts/test_sealing.py",
    ),
    "log.unknown-layout": Elsewhere(
        "there is one layout so far", "tests/contracts/test_event_log.py"
    ),
    "log.version-taken": Elsewhere(
        "two processes of one node race for a version; here a node is one process",
        "tests/contracts/test_event_log.py",
    ),
    "projection.unreadable": Elsewhere(
        "a member seals a body that no program writes",
        "tests/contracts/test_event_log_projections.py",
    ),
    "send.window-full": Elsewhere(
        "a megabyte on its way is hours of a small world", "tests/replication/test_sending.py"
    ),
    "tell.everything-again": Elsewhere(
        "the last net of telling, which a world needs in which a liar meets just the right silence",
        "tests/replication/test_telling.py",
    ),
}
"""Paths none of these worlds walks."""

SEEDS = 12

NAMED = (
    ("malicious_till", 1, 18),
    ("failing_disk", 1, 30),
    ("failing_disk", 6, 30),
    ("impostor", 3, 30),
    ("restored_backup", 2, 8),
    ("branches", 3, 8),
    ("crossed_wires", 1, 30),
    ("restless_machines", 1, 30),
    ("stolen_till", 1, 30),
    ("false_papers", 1, 30),
    ("false_shelves", 1, 30),
    ("counted_twice", 1, 30),
    ("wider_view", 1, 30),
    ("bad_radio", 7, 8),
    ("branches", 15, 8),
    ("branches", 16, 8),
    ("branches", 5, 8),
)
"""Scenarios, seeds and virtual seconds at most: where most goes wrong, or a path is walked that
few others walk."""


def worlds() -> Iterator[WorldOptions]:
    """Worlds in which most goes wrong, those first that show most."""
    for name, seed, seconds in NAMED:
        drawn = SCENARIOS[name].draw(seed)
        yield replace(drawn, seconds=min(drawn.seconds, seconds))
    for seed in range(2, SEEDS):
        drawn = replace(SCENARIOS["swarm"].draw(seed), seconds=8)
        yield drawn
        liar = MaliciousTill.draw(dice_of(seed, "liar"))
        yield replace(drawn, faults=(liar,))
        yield replace(SCENARIOS["revoked"].draw(seed), seconds=8)


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
    assert all((root / found.test).exists() and found.why for found in ELSEWHERE.values())


def test_a_hit_is_counted_and_told_since_then() -> None:
    mark = Mark("test.only")
    before = marks.counts()
    mark.hit()
    assert marks.reached_since(before) == {"test.only": 1}
    with pytest.raises(AssertionError):
        Mark("test.only")
    del marks._MARKS["test.only"]
