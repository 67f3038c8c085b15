"""Two nodes agree in the end, whichever of them is killed and when; on a fake wire and a real one.

The points at which a node is killed are drawn as counts of events, not as times.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contracts.pairs import TARGET, FakePair, Pair, ProcessPair

Make = Callable[[int], Pair]


@pytest.fixture(params=[FakePair, ProcessPair])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    made: list[Pair] = []

    def make_pair(seed: int) -> Pair:
        made.append(request.param(tmp_path, seed))
        return made[-1]

    yield make_pair
    for pair in made:
        if isinstance(pair, ProcessPair):
            pair.end()


def test_two_nodes_that_sell_at_once_end_with_equal_digests(make: Make) -> None:
    assert len(make(0).digests()) == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_any_point_a_node_still_holds_what_it_said_and_both_agree(
    make: Make, seed: int
) -> None:
    pair = make(seed)
    dice = random.Random(seed)
    for events in sorted(dice.sample(range(5, 2 * TARGET), 4)):
        name = dice.choice(("ada", "bob"))
        pair.until_held(name, events)
        said = pair.held(name)
        pair.kill(name)
        assert pair.held(name) >= said
    assert len(pair.digests()) == 1


def test_a_node_that_was_away_gets_what_the_other_sold_meanwhile(make: Make) -> None:
    pair = make(3)
    pair.until_held("ada", TARGET)
    pair.kill("bob")
    pair.kill("bob")
    pair.kill("ada")
    assert len(pair.digests()) == 1
    assert pair.held("ada") == pair.held("bob") == 2 * TARGET
