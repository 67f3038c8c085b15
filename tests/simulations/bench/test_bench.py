"""Benchmarks measure what they say they do; how fast this machine is, is nobody's business."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from simulations.bench import nodes
from simulations.bench.appending import measure_appending
from simulations.bench.audit import measure_audit
from simulations.bench.bulk import measure_bulk
from simulations.bench.catch_up import measure_catch_up, measure_catch_up_of_many
from simulations.bench.cli import MEASURES
from simulations.bench.commit import measure_commit
from simulations.bench.figures import Figure, to_json, to_markdown
from simulations.bench.hub import measure_hub
from simulations.bench.mesh import measure_mesh
from simulations.bench.rebuild import measure_rebuild, measure_stock_bytes
from simulations.bench.restart import measure_restart
from simulations.bench.visible import measure_selling, measure_visible
from simulations.demo.fleet import RUN
from tests.node.processes import answer, refusal, tillmesh


@pytest.fixture
def in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every node be one process, not four, where it is not how fast it is that is asked."""
    monkeypatch.setattr(nodes, "RUN", (*RUN, "--together"))


ONE_PROCESS = pytest.mark.usefixtures("in_one_process")


def check(figures: dict[str, Figure], *names: str) -> None:
    assert tuple(figures) == names
    for figure in figures.values():
        assert figure.unit
        assert figure.value > 0
        assert math.isfinite(figure.value)
        assert (figure.ratio is None) == (figure.against is None)
        assert figure.ratio is None or (figure.ratio > 0 and math.isfinite(figure.ratio))


def test_the_commit_of_a_sale_is_measured_against_lmdb_and_sqlite(tmp_path: Path) -> None:
    check(
        measure_commit(tmp_path, rounds=20),
        "sale_commit_median",
        "sale_commit_p99",
        "bare_commit_median",
        "sale_commit_against_sqlite",
        "sqlite_insert_median",
    )


def test_nodes_that_catch_up_in_a_virtual_world_are_measured() -> None:
    check({"simulator_bulk": measure_bulk(count=20, goal=300_000)}, "simulator_bulk")


def test_an_audit_is_measured_with_and_without_the_books(tmp_path: Path) -> None:
    found = measure_audit(tmp_path, records=600, workers=0)
    check(found, "audit_records", "audit_books")


@ONE_PROCESS
@pytest.mark.parametrize("count", [3, 200])
def test_catching_up_is_measured_between_two_processes(tmp_path: Path, count: int) -> None:
    check(measure_catch_up(tmp_path, count=count), "catch_up", "wire_bytes_per_sale")


def test_rebuilding_is_measured(tmp_path: Path) -> None:
    check(measure_rebuild(tmp_path, count=200), "rebuild")


def test_the_bytes_of_stock_events_are_the_same_every_time() -> None:
    first = measure_stock_bytes()
    check(first, "wire_bytes_per_stock_event")
    assert first == measure_stock_bytes()


def test_figures_are_written_as_json_and_as_a_table() -> None:
    figures = {"speed": Figure(1234.56, "events/s", 0.5, "twice"), "size": Figure(3, "B")}
    assert to_json(figures)["size"] == {"value": 3, "unit": "B", "ratio": None, "against": None}
    table = to_markdown(figures)
    assert "| speed | 1,234.6 | events/s | 0.50 | twice |\n" in table
    assert "| size | 3.0 | B |  |  |\n" in table


def test_the_command_prints_one_object_of_what_was_asked_for() -> None:
    found = answer("bench", "--only", "bytes")
    assert set(found) == {"wire_bytes_per_stock_event"}
    assert set(found["wire_bytes_per_stock_event"]) == {"value", "unit", "ratio", "against"}


def test_an_unknown_measure_is_refused_and_the_known_are_named() -> None:
    said = refusal("bench", "--only", "luck")
    assert all(name in said for name in MEASURES)


def test_the_table_is_written_between_its_marks_and_nowhere_else(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    begin, end = "<!-- figures -->\n", "<!-- end of figures -->\n"
    file.write_text(f"before\n{begin}old\n{end}after\n")
    for _ in range(2):
        done = tillmesh("bench", "--only", "bytes", "--json", "--write", file)
        assert json.loads(done.stdout)
        text = file.read_text()
        assert text.startswith(f"before\n{begin}Measured by")
        assert text.endswith(f"|\n{end}after\n")
        assert "old" not in text


@ONE_PROCESS
def test_catching_up_from_several_peers_is_measured(tmp_path: Path) -> None:
    check(measure_catch_up_of_many(tmp_path, count=80, peers=2), "catch_up_of_2_peers")


def test_selling_is_measured_at_rest_and_while_catching_up(tmp_path: Path) -> None:
    check(
        measure_selling(tmp_path, backlog=500, rounds=5),
        "sale_answered_idle_median",
        "sale_answered_ingesting_median",
        "sale_answered_ingesting_p99",
    )


@ONE_PROCESS
def test_an_append_is_measured_at_rest_and_while_the_replicator_takes_in(tmp_path: Path) -> None:
    check(
        measure_appending(tmp_path, backlog=500, rounds=5),
        "own_append_idle_median",
        "own_append_ingesting_median",
        "own_append_ingesting_p99",
    )


@ONE_PROCESS
def test_the_wait_until_a_sale_is_seen_by_a_peer_is_measured(tmp_path: Path) -> None:
    check(measure_visible(tmp_path, rounds=5), "visible_on_peer_median", "visible_on_peer_p99")


def test_the_redundancy_of_a_mesh_is_the_same_every_time(tmp_path: Path) -> None:
    first = measure_mesh(tmp_path, seconds=20)
    check(first, "redundancy_of_batches", "redundancy_of_everything")
    assert first == measure_mesh(tmp_path, seconds=20)
    assert all(figure.value >= 1 for figure in first.values())


@ONE_PROCESS
def test_starting_again_is_measured_beside_an_empty_node(tmp_path: Path) -> None:
    check(measure_restart(tmp_path, count=400), "restart", "restart_empty")


def test_what_an_idle_till_costs_its_hub_is_measured(tmp_path: Path) -> None:
    check(
        measure_hub(tmp_path, peers=20),
        "hub_memory_per_idle_peer",
        "hub_greeting_median",
        "hub_processor_while_idle",
    )
