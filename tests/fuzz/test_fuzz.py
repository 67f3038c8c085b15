"""Every door takes hostile bytes: a bounded number of them here, without end in `make fuzz`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.plan import Plan
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
"""Inputs that once crashed something, or came close: a folder for each target."""

EXAMPLES = {
    "replica": 60,
    "shop": 60,
    "control": 60,
    "import": 40,
    "catalogue": 40,
    "config": 40,
    "keys": 20,
}
EXAMPLES_ELSEWHERE = 120

KEPT = sorted(file for file in CORPUS.rglob("*") if file.is_file())


@pytest.mark.parametrize("name", TARGETS)
def test_honest_bytes_pass_every_door(name: str) -> None:
    for data in TARGETS[name].seeds():
        TARGETS[name].run(data)


@pytest.mark.parametrize("name", TARGETS)
def test_hostile_bytes_are_refused_at_every_door(name: str) -> None:
    target = TARGETS[name]
    seeds = list(target.seeds())

    @settings(
        max_examples=EXAMPLES.get(name, EXAMPLES_ELSEWHERE),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.sampled_from(seeds), st.binary(max_size=40), st.binary(max_size=300))
    def attack(seed: bytes, changes: bytes, noise: bytes) -> None:
        target.run(Plan(changes).mutated(seed, most=6))
        target.run(noise)

    attack()


@pytest.mark.parametrize("file", KEPT, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_what_once_crashed_is_refused(file: Path) -> None:
    TARGETS[file.parent.name].run(file.read_bytes())


def test_every_kept_input_has_a_target() -> None:
    assert {file.parent.name for file in KEPT} <= set(TARGETS)
