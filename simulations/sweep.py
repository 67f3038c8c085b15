"""Sweeping: many seeds, on all cores, into one table that can be gone on with.

The table is SQLite: one row a run. Whoever sweeps the same scenario into the same folder again
runs only the seeds that are not in it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from node.engine import Engine
from node.system_clock import monotonic_s
from simulations.options import WorldOptions
from simulations.report import FAIL
from simulations.run import run
from simulations.scenarios import scenario_of

TABLE_FILE = "runs.sqlite"
"""The name of the table in its folder."""

_CREATE = """
CREATE TABLE IF NOT EXISTS runs (
    scenario TEXT NOT NULL, seed INTEGER NOT NULL, seconds INTEGER NOT NULL,
    verdict TEXT NOT NULL, trace_hash TEXT NOT NULL, findings TEXT NOT NULL,
    node_events INTEGER NOT NULL, virtual_s REAL NOT NULL, wall_s REAL NOT NULL,
    report TEXT NOT NULL, PRIMARY KEY (scenario, seed, seconds))
"""

_INSERT = "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Task(NamedTuple):
    """One run that is to be done; plain, so that it can go to another process or machine."""

    scenario: str
    seed: int
    seconds: int
    """Virtual seconds of trouble; 0 means what the scenario says."""

    def options(self) -> WorldOptions:
        """Return the world of this run."""
        drawn = scenario_of(self.scenario).draw(self.seed)
        return replace(drawn, seconds=self.seconds) if self.seconds else drawn


class Outcome(NamedTuple):
    """What came of one run, as plain data."""

    task: Task
    report: dict[str, Any]

    @property
    def failed(self) -> bool:
        """Whether a checker found something."""
        return bool(self.report["verdict"] == FAIL)


def do_task(task: Task) -> Outcome:
    """Run one world, in whatever process this is called."""
    began_s = monotonic_s()
    report = run(task.options())
    report.wall_s = monotonic_s() - began_s
    return Outcome(task, report.to_plain())


def sweep(
    folder: Path,
    scenario: str,
    seeds: range,
    engine: Engine,
    *,
    seconds: int = 0,
    told: Callable[[Outcome], None] = lambda outcome: None,
) -> int:
    """Run every seed that is not in the folder's table yet; returns how many were.

    Each row is written as soon as its run ends, so that nothing is lost when a sweep is stopped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _table(folder) as table:
        done = {
            seed
            for (seed,) in table.execute(
                "SELECT seed FROM runs WHERE scenario = ? AND seconds = ?", (scenario, seconds)
            )
        }
        tasks = [Task(scenario, seed, seconds) for seed in seeds if seed not in done]
        for _, outcome in engine.each(do_task, [(task,) for task in tasks]):
            assert isinstance(outcome, Outcome), "a world kills no process"
            with table:
                table.execute(
                    "INSERT OR REPLACE INTO runs VALUES (?,?,?,?,?,?,?,?,?,?)", _row(outcome)
                )
            told(outcome)
    return len(seeds) - len(tasks)


@contextmanager
def _table(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / TABLE_FILE)) as table:
        table.execute(_CREATE)
        yield table


def _row(outcome: Outcome) -> tuple[Any, ...]:
    task, report = outcome
    kinds = sorted({finding["kind"] for finding in report["findings"]})
    return (
        *task,
        report["verdict"],
        report["trace_hash"],
        " ".join(kinds),
        report["node_events"],
        report["virtual_s"],
        report["wall_s"],
        json.dumps(report, ensure_ascii=False),
    )


class Verdicts(NamedTuple):
    """What a table says of one scenario."""

    runs: int
    failed: list[tuple[int, str]]
    """The seeds that failed, and what was found."""
    node_events: int
    virtual_s: float


def verdicts(folder: Path, scenario: str, seeds: range, seconds: int = 0) -> Verdicts:
    """Read what a folder's table holds of these seeds."""
    with _table(folder) as table:
        rows = table.execute(
            "SELECT seed, verdict, findings, node_events, virtual_s FROM runs"
            " WHERE scenario = ? AND seconds = ? AND seed BETWEEN ? AND ? ORDER BY seed",
            (scenario, seconds, seeds.start, seeds.stop - 1),
        ).fetchall()
    failed = [(seed, findings) for seed, verdict, findings, _, _ in rows if verdict == FAIL]
    return Verdicts(len(rows), failed, sum(row[3] for row in rows), sum(row[4] for row in rows))
