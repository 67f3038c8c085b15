"""The pictured company's baskets: at their hours, on one of two days, and none in the future."""

from __future__ import annotations

from pathlib import Path

from simulations.demo.dates import DAY_MS, WEEK_MS
from simulations.demo.plan import make_plan
from simulations.pictures.company import of_two_days
from simulations.pictures.moment import midnight_ms, taken_ms
from tests.simulations.demo.shops import two_shops


def test_baskets_keep_their_hours_and_stand_on_the_day_of_the_pictures_or_a_week_before(
    tmp_path: Path,
) -> None:
    plan = make_plan(two_shops(tmp_path / "week.csv"), branches=2, tills=1, baskets_max=None)
    real = {sale.arguments["id"]: sale.arguments["at_ms"] for sale in plan.sales}
    moved = of_two_days(plan).sales
    assert {sale.arguments["id"] for sale in moved} == real.keys()
    days = set()
    for sale in moved:
        at_ms = sale.arguments["at_ms"]
        assert (at_ms - real[sale.arguments["id"]]) % DAY_MS == 0
        assert at_ms < taken_ms()
        days.add((at_ms - midnight_ms()) // WEEK_MS)
    assert days == {-1, 0}
