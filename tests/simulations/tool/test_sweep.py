"""Sweeping: every seed once, rows that outlive a stop, and the same rows from any engine."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import LocalCluster

from node.engine import DaskEngine, Engine, Jobs, LocalEngine
from simulations.sweep import (
    TABLE_FILE,
    sweep,
    verdicts,
)

SCENARIO = "flapping_street_shop"

PATIENCE = "180s"
"""How long a cluster's processes may take to reach one another, on a busy machine."""


class StopsAfterTwo:
    """An engine whose power goes out after two runs."""

    def each(self, do: Callable[..., Any], jobs: Jobs) -> Iterator[tuple[int, Any]]:
        for number, arguments in enumerate(jobs[:2]):
            yield number, do(*arguments)
        raise KeyboardInterrupt

    def close(self) -> None:
        pass


def rows(folder: Path) -> list[tuple[Any, ...]]:
    table = sqlite3.connect(folder / TABLE_FILE)
    try:
        return table.execute(
            "SELECT scenario, seed, seconds, verdict, trace_hash FROM runs ORDER BY seed"
        ).fetchall()
    finally:
        table.close()


def test_a_sweep_writes_a_row_for_every_seed_with_its_whole_report(tmp_path: Path) -> None:
    assert sweep(tmp_path, SCENARIO, range(3), LocalEngine(0), seconds=2) == 0
    assert [row[1] for row in rows(tmp_path)] == [0, 1, 2]
    with sqlite3.connect(tmp_path / TABLE_FILE) as table:
        ((report,),) = table.execute("SELECT report FROM runs WHERE seed = 1").fetchall()
    assert json.loads(report)["seed"] == 1
    found = verdicts(tmp_path, SCENARIO, range(3), 2)
    assert (found.runs, found.failed) == (3, [])
    assert found.node_events > 0


def test_a_sweep_that_was_stopped_goes_on_and_runs_no_seed_twice(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep(tmp_path, SCENARIO, range(4), StopsAfterTwo(), seconds=1)
    assert [row[1] for row in rows(tmp_path)] == [0, 1]
    ran: list[int] = []
    known = sweep(
        tmp_path,
        SCENARIO,
        range(4),
        LocalEngine(0),
        seconds=1,
        told=lambda outcome: ran.append(outcome.task.seed),
    )
    assert (known, ran) == (2, [2, 3])


def test_another_length_is_another_world(tmp_path: Path) -> None:
    sweep(tmp_path, SCENARIO, range(1), LocalEngine(0), seconds=1)
    assert sweep(tmp_path, SCENARIO, range(1), LocalEngine(0), seconds=2) == 0
    assert len(rows(tmp_path)) == 2


def test_processes_and_a_cluster_of_two_workers_find_what_one_process_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(dask.config.get("distributed.comm.timeouts"), "connect", PATIENCE)
    cluster = LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, dashboard_address=None
    )
    with cluster:
        engines: dict[str, Engine] = {
            "one": LocalEngine(0),
            "two": LocalEngine(2),
            "cluster": DaskEngine(cluster.scheduler_address),
        }
        for name, engine in engines.items():
            with closing(engine):
                sweep(tmp_path / name, SCENARIO, range(4), engine, seconds=1)
    assert rows(tmp_path / "one") == rows(tmp_path / "two") == rows(tmp_path / "cluster")
