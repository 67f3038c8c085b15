"""Trying many mutants at once, and remembering what came of each."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from hashlib import sha256
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import NamedTuple

from node.system_clock import monotonic_s
from simulations.mutants.mutant import ROOT, Mutant

HANGS = "hangs"
"""How a mutant is found that waits for ever."""

TRIAL_S_MAX = 3_600
"""Longest trial by the wall, on however loaded a machine: only one that waits takes so long."""

ROOMS = ("core", "replication", "node", "simulations")


class Result(NamedTuple):
    """What came of one mutant."""

    name: str
    found: str
    """The kind of the first finding; empty when the mutant survived."""
    world: str
    worlds: int
    """How many worlds were run."""
    seconds: float


def try_one(mutant: Mutant, tree: Path) -> Result:
    """Run one mutant's trial in a process of its own, on the source in ``tree``."""
    began_s = monotonic_s()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "simulations.mutants.trial"],
            input=json.dumps(mutant._asdict()),
            cwd=tree,
            capture_output=True,
            text=True,
            timeout=TRIAL_S_MAX,
        )
        found, world, worlds = "broke: the process", "", 0
        if done.returncode == 0:
            found, world, worlds = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        found, world, worlds = HANGS, "", 0
    seconds = round(monotonic_s() - began_s, 1)
    return Result(mutant.name, found, world, worlds, seconds)


def try_all(
    mutants: Sequence[Mutant],
    workers: int,
    kept: Path,
    told: Callable[[Result], None] = lambda result: None,
) -> list[Result]:
    """Try every mutant and return what came of each, in order.

    What is in the file ``kept`` of the same source is not tried again; each result is added to it.
    Tried is a copy of the tree as it is now, so that one may go on working.
    """
    source = source_hash()
    known = {found.name: found for found in _read(kept, source)}
    left = [mutant for mutant in mutants if mutant.name not in known]
    with (
        TemporaryDirectory() as folder,
        ThreadPoolExecutor(workers) as pool,
        kept.open("a", encoding="utf-8") as file,
    ):
        for room in ROOMS:
            copytree(ROOT / room, Path(folder, room), ignore=ignore_patterns("node_modules"))
        for done in as_completed([pool.submit(try_one, one, Path(folder)) for one in left]):
            result = done.result()
            known[result.name] = result
            file.write(json.dumps([source, *result]) + "\n")
            file.flush()
            told(result)
    return [known[mutant.name] for mutant in mutants]


def results_of(mutants: Sequence[Mutant], kept: Path, source: str) -> list[Result]:
    """Return what is kept of mutants tried in a source, in their order."""
    known = {found.name: found for found in _read(kept, source)}
    return [known[one.name] for one in mutants if one.name in known]


def source_hash() -> str:
    """Return a hash over all source: results are those of one tree."""
    total = sha256()
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in (".py", ".yaml") and "node_modules" not in path.parts:
                total.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return total.hexdigest()[:16]


def _read(kept: Path, source: str) -> Iterator[Result]:
    if kept.exists():
        for line in kept.read_text(encoding="utf-8").splitlines():
            of_source, *fields = json.loads(line)
            if of_source == source:
                yield Result._make(fields)
