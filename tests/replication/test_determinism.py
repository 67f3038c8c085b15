"""The same seeds give the same bytes at the same times, whatever the hash seed is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.replication.wire_world import Faults, World

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = "from tests.replication.test_determinism import busy_trace; print(busy_trace(7))"


def busy_trace(seed: int) -> str:
    """Return the trace of a busy day: scopes, faults, a cut and a restart."""
    world = World(seed, faults=Faults(loss=0.1, duplication=0.1, reorder=0.1))
    nodes = world.add_all("abc")
    nodes.append(world.add("hub", scopes=("company", "branch:b", "branch:x"), own_scopes=()))
    world.join_all(nodes)
    for round_number in range(20):
        for node in nodes[:3]:
            node.sell(3)
            node.sell(2, scope="company")
            world.pass_time(0.2)
        if round_number == 5:
            world.cut(nodes[0], nodes[1])
        if round_number == 12:
            world.restart(nodes[2], emptied=True)
    world.heal()
    world.pass_time(20)
    return world.trace()


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert busy_trace(7) == busy_trace(7)
    assert busy_trace(7) != busy_trace(8)


def test_another_hash_seed_gives_the_same_bytes() -> None:
    traces = {busy_trace(7)}
    for hash_seed in ("1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            [sys.executable, "-P", "-c", PROGRAM],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        traces.add(ran.stdout.strip())
    assert len(traces) == 1
