"""The verdict: an honest demonstration passes, and no lie that is planted gets through."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from node.till_config import HUB, TILL
from simulations.demo.plan import DELIVERED_MILLI, HUB_NAME, Plan, make_plan
from simulations.demo.verdict import SUMS, Verdict, judge
from tests.node.tills import Shop, Street
from tests.simulations.demo.shops import two_shops

Said = tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]
"""What the nodes say: their states, and of each its stock."""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    file: Path = two_shops(tmp_path_factory.mktemp("verdict") / "baskets.csv")
    return make_plan(file, branches=2, tills=2, baskets_max=5)


@pytest.fixture(scope="module")
def honest(plan: Plan) -> Said:
    """Play the plan without a network, and hear what every node says."""
    street = Street(None)
    shops = {
        name: street.open(name, branch, HUB if name == HUB_NAME else TILL)
        for name, branch in plan.nodes.items()
    }
    shops[HUB_NAME].do("import-catalogue", products=list(plan.products))
    everybody_hears(shops)
    for branch, tills in plan.tills.items():
        lines = [
            {"code": sku, "quantity_milli": DELIVERED_MILLI} for sku in plan.deliveries[branch]
        ]
        shops[tills[0]].do("receive", lines=lines)
    for sale in plan.sales:
        shops[sale.node].do("sell", **sale.arguments)
    everybody_hears(shops)
    states = [shop.do("status", full=True) for shop in shops.values()]
    stocks = {name: list(shop.do("stock")["lines"]) for name, shop in shops.items()}
    return states, stocks


def everybody_hears(shops: dict[str, Shop]) -> None:
    for one in shops.values():
        for other in shops.values():
            if one is not other:
                one.hear(other)


def verdict_of(plan: Plan, said: Said, *, converged: bool = True) -> Verdict:
    states, stocks = said
    return judge(
        plan,
        states,
        stocks,
        converged=converged,
        heal_to_agreement_s=1.0,
        seconds=2.0,
        restarts=0,
    )


def test_an_honest_demonstration_passes(plan: Plan, honest: Said) -> None:
    verdict = verdict_of(plan, honest)
    assert (verdict.verdict, verdict.findings) == ("pass", [])
    assert verdict.digests_equal
    assert verdict.baskets == 10
    assert verdict.expected["sales_minor"] == verdict.sales_minor
    assert set(verdict.expected) == set(SUMS)


def test_nodes_that_did_not_agree_in_time_fail(plan: Plan, honest: Said) -> None:
    verdict = verdict_of(plan, honest, converged=False)
    assert (verdict.verdict, verdict.converged, verdict.digests_equal) == ("fail", False, True)


def change(name: str, by: Any = 1) -> Callable[[dict[str, Any]], None]:
    def lie(state: dict[str, Any]) -> None:
        state[name] = state[name] + by if isinstance(by, int) else by

    return lie


LIES = {
    **{f"{said} too high": change(said) for said in SUMS.values()},
    **{f"{said} too low": change(said, -1) for said in SUMS.values()},
    "an event less": change("events", -1),
    "another digest": change("digest", "00"),
    "another stock digest": change("stock_digest", "00"),
    "another projections digest": change("projections_digest", "00"),
    "another name": change("name", "B9T9"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
@pytest.mark.parametrize("liar", range(5))
def test_a_lie_of_any_node_is_found(
    plan: Plan, honest: Said, liar: int, lie: Callable[[dict[str, Any]], None]
) -> None:
    states, stocks = deepcopy(honest)
    lie(states[liar])
    verdict = verdict_of(plan, (states, stocks))
    assert verdict.verdict == "fail"
    assert verdict.findings


@pytest.mark.parametrize("said", SUMS.values())
def test_a_lie_that_all_nodes_tell_is_found(plan: Plan, honest: Said, said: str) -> None:
    states, stocks = deepcopy(honest)
    for state in states:
        state[said] += 1
    assert verdict_of(plan, (states, stocks)).verdict == "fail"


def test_a_digest_that_differs_is_said_to_differ(plan: Plan, honest: Said) -> None:
    states, stocks = deepcopy(honest)
    states[2]["digest"] = "00"
    assert verdict_of(plan, (states, stocks)).digests_equal is False


def wrong_quantity(lines: list[dict[str, Any]]) -> None:
    lines[0]["quantity_milli"] += 1


def missing_line(lines: list[dict[str, Any]]) -> None:
    del lines[-1]


def line_of_nothing(lines: list[dict[str, Any]]) -> None:
    lines.append({**lines[0], "sku": "nothing", "quantity_milli": 0})


def other_branch(lines: list[dict[str, Any]]) -> None:
    lines[0]["location"] = "B9"


def line_twice(lines: list[dict[str, Any]]) -> None:
    lines.insert(0, {**lines[0], "quantity_milli": 77})


STOCK_LIES = (wrong_quantity, missing_line, line_of_nothing, other_branch, line_twice)


@pytest.mark.parametrize("lie", STOCK_LIES)
@pytest.mark.parametrize("everybody", [False, True])
def test_wrong_stock_is_found(
    plan: Plan, honest: Said, lie: Callable[[list[dict[str, Any]]], None], everybody: bool
) -> None:
    states, stocks = deepcopy(honest)
    for name in list(stocks) if everybody else ["B2T1"]:
        lie(stocks[name])
    verdict = verdict_of(plan, (states, stocks))
    assert verdict.verdict == "fail"
    assert any("B2T1" in finding for finding in verdict.findings)


def test_a_node_that_is_not_asked_is_found(plan: Plan, honest: Said) -> None:
    states, stocks = honest
    fewer = {name: lines for name, lines in stocks.items() if name != "B1T2"}
    assert verdict_of(plan, (states[:-1], stocks)).verdict == "fail"
    assert verdict_of(plan, (states[:1], stocks)).verdict == "fail"
    assert verdict_of(plan, ([*states[:-1], states[0]], stocks)).verdict == "fail"
    assert verdict_of(plan, (states, fewer)).verdict == "fail"
    assert verdict_of(plan, (states, {})).verdict == "fail"


def test_a_sale_at_the_wrong_branch_is_found_in_the_stock(plan: Plan, honest: Said) -> None:
    states, stocks = deepcopy(honest)
    for lines in stocks.values():
        first = next(line for line in lines if line["location"] == "B1")
        twin = next(
            line for line in lines if line["sku"] == first["sku"] and line["location"] == "B2"
        )
        first["quantity_milli"] += 1000
        twin["quantity_milli"] -= 1000
    assert verdict_of(plan, (states, stocks)).verdict == "fail"
