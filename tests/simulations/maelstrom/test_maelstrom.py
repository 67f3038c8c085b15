"""The replica as Maelstrom judges it: acknowledged means kept, and everybody reads the same."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.node.processes import DEADLINE_S
from tests.simulations.maelstrom.harness import Harness

TROUBLE_S, HEAL_S = 20, 30
RUN = (
    sys.executable,
    "-c",
    "import typer; from simulations.maelstrom.cli import maelstrom; typer.run(maelstrom)",
)


def troubled(
    workload: str, seed: int, operations: list[dict[str, object]]
) -> tuple[Harness, list[int]]:
    """Spread operations over a time of cuts and losses, then heal; returns their numbers."""
    harness = Harness(workload, count=3 + seed % 3, seed=seed, lost_permille=100)
    dice = random.Random(f"operations {seed}")
    numbers = []
    for operation in operations:
        if dice.random() < 0.2:
            harness.partition()
        numbers.append(harness.ask(dice.choice(harness.names), operation))
        harness.run(TROUBLE_S / len(operations))
    harness.heal()
    harness.run(HEAL_S)
    return harness, numbers


def subset_sums(values: Iterable[int]) -> set[int]:
    sums = {0}
    for value in values:
        sums |= {known + value for known in sums}
    return sums


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_a_counter_reads_every_acknowledged_add_and_any_of_those_in_doubt(seed: int) -> None:
    dice = random.Random(f"deltas {seed}")
    deltas = [dice.randrange(-5, 6) for _ in range(40)]
    harness, numbers = troubled(
        "pn-counter", seed, [{"type": "add", "delta": delta} for delta in deltas]
    )
    by_number = dict(zip(numbers, deltas, strict=True))
    sure = sum(delta for number, delta in by_number.items() if number in harness.answers)
    doubtful = [delta for number, delta in by_number.items() if number not in harness.answers]
    values = {answer["value"] for answer in harness.read_all()}
    assert len(values) == 1, "all nodes read the same"
    assert values.pop() - sure in subset_sums(doubtful)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_a_set_holds_every_acknowledged_element_and_nothing_nobody_added(seed: int) -> None:
    harness, numbers = troubled(
        "g-set", seed, [{"type": "add", "element": element} for element in range(40)]
    )
    sure = {element for element, number in enumerate(numbers) if number in harness.answers}
    for answer in harness.read_all():
        assert sorted(answer["value"]) == sorted(set(answer["value"]))
        assert sure <= set(answer["value"]) <= set(range(40))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_a_broadcast_reaches_every_node_once(seed: int) -> None:
    harness, numbers = troubled(
        "broadcast", seed, [{"type": "broadcast", "message": number} for number in range(40)]
    )
    sure = {message for message, number in enumerate(numbers) if number in harness.answers}
    read = [answer["messages"] for answer in harness.read_all()]
    assert all(sorted(messages) == sorted(read[0]) for messages in read)
    assert sure <= set(read[0])


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_no_id_is_given_twice(seed: int) -> None:
    harness, numbers = troubled("unique-ids", seed, [{"type": "generate"}] * 60)
    ids = [harness.answers[number]["id"] for number in numbers if number in harness.answers]
    assert len(ids) > 20
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": "cas", "key": 1}, 10),
        ({"type": "add"}, 12),
        ({"type": "add", "delta": "much"}, 12),
        ({"type": "add", "delta": True}, 12),
    ],
)
def test_what_is_not_understood_is_answered_with_an_error(
    body: dict[str, object], code: int
) -> None:
    harness = Harness("pn-counter")
    number = harness.ask("n0", body)
    harness.run(1.0)
    assert (harness.answers[number]["type"], harness.answers[number]["code"]) == ("error", code)


@pytest.mark.parametrize("line", ["", "{", "[]", '{"src": 1}', '{"src":"n1","dest":"n0","body":3}'])
def test_a_line_that_is_no_message_changes_nothing(line: str) -> None:
    harness = Harness("g-set")
    harness.nodes["n0"].receive(line, harness.now)
    assert harness.nodes["n0"].lines_to_send() == []


def test_a_process_answers_on_its_standard_output_until_its_input_ends() -> None:
    lines = [
        {"type": "init", "node_id": "n0", "node_ids": ["n0"], "msg_id": 1},
        {"type": "add", "delta": 3, "msg_id": 2},
        {"type": "add", "delta": -1, "msg_id": 3},
        {"type": "read", "msg_id": 4},
    ]
    said = "".join(json.dumps({"src": "c0", "dest": "n0", "body": body}) + "\n" for body in lines)
    done = subprocess.run(
        [*RUN, "pn-counter"], input=said, capture_output=True, text=True, timeout=DEADLINE_S
    )
    bodies = [json.loads(line)["body"] for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [body["in_reply_to"] for body in bodies] == [1, 2, 3, 4]
    assert bodies[-1] == bodies[-1] | {"type": "read_ok", "value": 2}
