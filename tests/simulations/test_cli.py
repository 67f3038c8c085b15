"""The `sim` verbs, as a person and a program use them."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from core.errors import RefusedError
from simulations import cli
from simulations.checkers import CHECKERS, Finding
from simulations.checkers.streams import Streams
from simulations.faults import FAULTS, NAMED_FAULTS
from simulations.scenarios import SCENARIOS

APP = typer.Typer()
cli.register(APP)


@APP.callback()
def _root() -> None:
    """Have verbs, not one command."""


def sim(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(APP, ["sim", *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_a_run_answers_with_exactly_one_object() -> None:
    status, said = sim("run", "--seed", "7", "--seconds", "3", "--json")
    told = json.loads(said)
    assert status == 0
    assert said.count("\n") == 1
    for name in ("seed", "options", "trace_hash", "verdict", "node_events", "node_events_per_s"):
        assert name in told
    for name in ("virtual_s", "messages", "bytes", "findings", "kernel_events_per_s"):
        assert name in told
    assert told["virtual_s_per_s"] > 0
    assert told["memory_bytes"] > 1 << 20
    assert (told["seed"], told["verdict"], told["findings"]) == (7, "pass", [])
    assert told["options"]["seconds"] == 3
    assert told["known_events"] >= told["node_events"] > 0


def test_the_size_of_a_world_can_be_chosen() -> None:
    _, said = sim(
        "run", "--seed", "1", "--branches", "2", "--tills", "1", "--seconds", "2", "--json"
    )
    options = json.loads(said)["options"]
    assert (options["branches"], options["tills"]) == (2, 1)


def test_a_person_reads_seed_and_options_before_anything_else() -> None:
    status, said = sim("run", "--seed", "7", "--seconds", "3")
    lines = said.splitlines()
    assert status == 0
    assert lines[0] == "seed 7"
    assert any(line.strip().startswith("shape:") for line in lines)
    assert lines[-1] == "pass"


def test_a_broken_promise_ends_with_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = Finding("streams.gap", "b1t1", "somewhere", "on purpose")
    monkeypatch.setattr(Streams, "at_end", lambda self, state: iter([finding]))
    status, said = sim("run", "--seed", "7", "--seconds", "2", "--json")
    told = json.loads(said)
    assert status == 1
    assert told["verdict"] == "fail"
    assert [found["message"] for found in told["findings"]] == ["on purpose"]
    status, said = sim("run", "--seed", "7", "--seconds", "2")
    assert status == 1
    assert "streams.gap  b1t1 somewhere: on purpose" in said


def test_an_unknown_scenario_is_refused_in_one_sentence() -> None:
    with pytest.raises(RefusedError, match="There is no scenario 'doom'"):
        sim("run", "--seed", "1", "--scenario", "doom")


def test_everything_that_can_happen_is_listed_with_its_reason() -> None:
    status, said = sim("list", "--json")
    told = json.loads(said)
    assert status == 0
    assert list(told["scenarios"]) == list(SCENARIOS)
    assert list(told["faults"]) == [fault.name for fault in (*FAULTS, *NAMED_FAULTS)]
    assert list(told["checkers"]) == [checker.name for checker in CHECKERS]
    assert all(said for kind in told.values() for said in kind.values())
    assert sim("list")[0] == 0
