"""Pain 12: elsewhere a wrong clock puts sales into the wrong day and closes empty shifts."""

from __future__ import annotations

import pytest

from core.log.memory_store import MemoryStore
from tests.node.tills import CATALOGUE, Shop

TODAY = "2023-11-14"
YEARS_S = 10 * 365 * 86_400


@pytest.fixture
def till() -> Shop:
    shop = Shop(MemoryStore())
    shop.do("import-catalogue", products=CATALOGUE)
    return shop


@pytest.mark.parametrize("wrong_s", [-YEARS_S, YEARS_S])
def test_the_day_is_what_a_person_confirmed_and_not_what_the_clock_says(
    till: Shop, wrong_s: int
) -> None:
    till.pass_time(wrong_s)
    assert "The clock of this till says" in till.refused("shift-open", business_date=TODAY)
    till.do("shift-open", business_date=TODAY, confirmed=True)
    till.sell("milk")
    till.do("cash-count", coins=[{"value_minor": 129, "pieces": 1}])
    closed = till.do("shift-close")
    assert (closed["business_date"], closed["report"]["sales"]) == (TODAY, 1)


@pytest.mark.parametrize("jump_s", [-86_400, 86_400, 3_600])
def test_a_clock_that_jumps_in_mid_shift_loses_no_sale_of_it(till: Shop, jump_s: int) -> None:
    till.do("shift-open", business_date=TODAY)
    for _ in range(3):
        till.sell("milk")
        till.pass_time(jump_s)
    till.do("cash-count", coins=[{"value_minor": 129, "pieces": 3}])
    report = till.do("shift-close")["report"]
    assert (report["sales"], report["difference_minor"]) == (3, 0)


def test_a_day_before_the_last_one_is_looked_at_twice(till: Shop) -> None:
    till.do("shift-open", business_date=TODAY)
    till.do("shift-close")
    assert "The last shift here was of" in till.refused("shift-open", business_date="2023-11-13")
