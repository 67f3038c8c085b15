"""The budget: the worlds every mutant must survive, the same for all of them."""

from __future__ import annotations

import signal
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from simulations.mutants.mutant import SECONDS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

    from simulations.options import WorldOptions

FIRST_SEEDS = 8
"""Worlds of each scenario in which a mistake is most likely to show."""

SEEDS = 8
"""Worlds drawn of each of the recipes below, whatever the mistake."""

WORLD_CPU_S_MAX = 30
"""Most processor time of a world, fifteen times that of the largest: a mutant may go round and
round in one moment of virtual time."""

MAP_BYTES = 1 << 20
"""Room of the real store that is looked at: nothing is written to it."""

RECIPES = ("swarm", "branches", "revoked")


def worlds(first: Sequence[str] = (), seconds: int = SECONDS_MAX) -> Iterator[WorldOptions]:
    """Yield the worlds: those of the scenarios that come ``first``, then the same for all.

    The first ones may go on for so many virtual ``seconds``.
    """
    from simulations.scenarios import SCENARIOS, FileScenario

    named = [name for name, found in SCENARIOS.items() if isinstance(found, FileScenario)]
    tasks = {(name, seed): seconds for seed in range(2, 2 + FIRST_SEEDS) for name in first}
    for seed in range(2, 2 + SEEDS):
        tasks |= {(name, seed): SECONDS_MAX for name in RECIPES if (name, seed) not in tasks}
    tasks |= {(name, 1): SECONDS_MAX for name in named}
    for (name, seed), most in tasks.items():
        drawn = SCENARIOS[name].draw(seed)
        yield replace(drawn, seconds=min(drawn.seconds, most))


class Verdict(NamedTuple):
    """What the budget has shown of the source as it is loaded."""

    found: str
    """The kind of the first finding; empty when there was none."""
    world: str
    worlds: int
    """How many were run."""


def verdict_of_worlds(first: Sequence[str], seconds: int) -> Verdict:
    """Run the worlds until something is found; one that takes too long is broken as well."""
    from simulations.run import run

    setitimer, limit_s = signal.setitimer, WORLD_CPU_S_MAX
    signal.signal(signal.SIGPROF, _too_long)
    count = 0
    for options in worlds(first, seconds):
        count += 1
        setitimer(signal.ITIMER_PROF, limit_s)
        report = run(options)
        setitimer(signal.ITIMER_PROF, 0)
        if report.findings:
            where = f"{options.scenario} {options.seed}"
            return Verdict(report.findings[0].kind, where, count)
    return Verdict("", "", count)


def _too_long(signum: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"A world took more than {WORLD_CPU_S_MAX} s of processor time.")


def flushes() -> bool:
    """Return whether the real store flushes what it commits: no virtual disk can tell."""
    from core.log.lmdb_store import LmdbStore

    with TemporaryDirectory() as folder:
        store = LmdbStore.open(folder, map_bytes=MAP_BYTES)
        try:
            return bool(store._env.flags()["sync"])
        finally:
            store.close()
