"""A watched demonstration's dates: whole weeks apart from the real ones, and today's among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulations.demo.dates import DAY_MS, WEEK_MS, of_this_week
from simulations.demo.plan import Plan, make_plan
from tests.simulations.demo.shops import two_shops

NOON_MS = 20_783 * DAY_MS + DAY_MS // 2
"""A noon years after the baskets."""


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return make_plan(two_shops(tmp_path / "week.csv"), branches=2, tills=1, baskets_max=None)


def test_a_basket_keeps_its_weekday_and_hour_and_comes_into_the_week_before_today(
    plan: Plan,
) -> None:
    real = {sale.arguments["id"]: sale.arguments["at_ms"] for sale in plan.sales}
    for days in range(7):
        midnight_ms = NOON_MS + days * DAY_MS - DAY_MS // 2
        moved = of_this_week(plan, NOON_MS + days * DAY_MS).sales
        assert {sale.arguments["id"] for sale in moved} == real.keys()
        for sale in moved:
            at_ms = sale.arguments["at_ms"]
            if at_ms is not None:
                assert (at_ms - real[sale.arguments["id"]]) % WEEK_MS == 0
                assert midnight_ms - WEEK_MS <= at_ms < midnight_ms


def test_every_other_basket_of_todays_weekday_is_sold_as_of_now_and_no_other(plan: Plan) -> None:
    now = {}
    for days in range(7):
        moved = of_this_week(plan, NOON_MS + days * DAY_MS).sales
        now[days] = sum(sale.arguments["at_ms"] is None for sale in moved)
    # All baskets of the file are of one day.
    assert sorted(now.values()) == [0, 0, 0, 0, 0, 0, len(plan.sales) // 2]


def test_what_is_sold_and_where_is_the_plans(plan: Plan) -> None:
    def sold(plan: Plan) -> list[tuple[str, str]]:
        return sorted((sale.node, str(sale.arguments["lines"])) for sale in plan.sales)

    assert sold(of_this_week(plan, NOON_MS)) == sold(plan)
