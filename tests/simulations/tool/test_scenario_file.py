"""Scenario files: read, refused in one sentence, written, and the same world again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError
from simulations.scenarios import FILES, SCENARIOS, FileScenario, scenario_of
from simulations.scenarios.scenario_file import read_scenario, write_scenario

NAMED = sorted(path.stem for path in FILES.glob("*.yaml"))


def refused(tmp_path: Path, text: str) -> str:
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as said:
        read_scenario(file)
    return str(said.value)


@pytest.mark.parametrize("name", NAMED)
def test_every_scenario_of_ours_says_what_happens(name: str) -> None:
    scenario = SCENARIOS[name]
    assert isinstance(scenario, FileScenario)
    assert scenario.title.endswith(".")
    assert len(scenario.model.says.split()) > 10


def test_options_that_a_file_leaves_out_are_drawn_by_the_seed(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("title: Mine\nsays: it rains\nfaults:\n  loss: {}\n  crash: {lasts_us: 5}\n")
    one, other = scenario_of(str(file)).draw(1), scenario_of(str(file)).draw(2)
    assert one.faults[0].options() != other.faults[0].options()
    assert one.faults[1].options()["lasts_us"] == other.faults[1].options()["lasts_us"] == 5
    assert one.to_plain() == scenario_of(str(file)).draw(1).to_plain()


@given(seed=st.integers(0, 10_000), name=st.sampled_from(["swarm", "week", "calm"]))
def test_any_world_can_be_written_and_read_back(
    tmp_path_factory: pytest.TempPathFactory, seed: int, name: str
) -> None:
    file = tmp_path_factory.mktemp("scenario") / "world.yaml"
    options = SCENARIOS[name].draw(seed)
    write_scenario(file, options, "A world", "Whatever happens.")
    again = read_scenario(file).draw(seed).to_plain()
    assert again == options.to_plain() | {"scenario": "world"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: [", "no YAML"),
        ("- a\n- b\n", "the file"),
        ("title: x\n", "says"),
        ("title: x\nsays: y\ntils: 3\n", "tils"),
        ("title: x\nsays: y\ntills: none\n", "tills"),
        ("title: x\nsays: y\nshape: ring\n", "shape"),
        ("title: x\nsays: y\nfaults: {lose: {}}\n", "no fault 'lose'"),
        ("title: x\nsays: y\nfaults: {loss: {permile: 3}}\n", "no option 'permile', only permille"),
        ("title: x\nsays: y\nfaults: {loss: {permille: many}}\n", "loss.permille"),
        ("title: x\nsays: y\nwork: {weights: {steal: 1}}\n", "no act 'steal'"),
        ("title: !!python/object:os.system {}\n", "no YAML"),
    ],
)
def test_a_wrong_file_is_refused_and_the_place_is_named(
    tmp_path: Path, text: str, says: str
) -> None:
    said = refused(tmp_path, text)
    assert says in said
    assert "\n" not in said


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(RefusedError, match=r"nowhere\.yaml"):
        scenario_of("nowhere.yaml")
