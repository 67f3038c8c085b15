"""The budget: the worlds every mutant must survive, the same for all of them."""

from __future__ import annotations

from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from simulations.mutants.mutant import SECONDS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulations.options import WorldOptions

FIRST_SEEDS = 8
"""Worlds of each scenario in which a mistake is most likely to show."""

SEEDS = 8
"""Worlds drawn of each of the recipes below, whatever the mistake."""

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


def verdict_of_worlds(first: Sequence[str], seconds: int) -> tuple[str, str, int]:
    """Return what was found first, in which world, and how many were run; empty: nothing."""
    from simulations.run import run

    count = 0
    for options in worlds(first, seconds):
        count += 1
        report = run(options)
        if report.findings:
            return report.findings[0].kind, f"{options.scenario} {options.seed}", count
    return "", "", count


def flushes() -> bool:
    """Return whether the real store flushes what it commits: no virtual disk can tell."""
    from core.log.lmdb_store import LmdbStore

    with TemporaryDirectory() as folder:
        store = LmdbStore.open(folder, map_bytes=MAP_BYTES)
        try:
            return bool(store._env.flags()["sync"])
        finally:
            store.close()
