"""Price lists: the more particular rule stands, and only while it counts."""

from __future__ import annotations

import pytest

from core.shop.pricing.cash import cash_rounding
from core.shop.pricing.price_list import NO_END_MS, PriceRule, price_at

OWN = 100
ALL = PriceRule("", "", 0, 10, NO_END_MS, 90)


def price(
    *rules: PriceRule, branch: str = "B1", group: str = "", pieces: int = 1, at: int = 50
) -> int:
    return price_at(rules, OWN, branch=branch, group=group, quantity_milli=pieces * 1000, at_ms=at)


def test_without_a_rule_that_counts_the_products_own_price_stands() -> None:
    assert price() == OWN
    assert price(ALL, at=9) == OWN
    assert price(ALL._replace(branch="B2")) == OWN
    assert price(ALL._replace(group="staff")) == OWN
    assert price(ALL._replace(from_quantity_milli=2000)) == OWN
    assert price(ALL._replace(price_minor=-1)) == OWN


def test_a_future_price_begins_and_ends_by_the_tills_own_time() -> None:
    sale = ALL._replace(from_ms=40, until_ms=60, price_minor=70)
    assert [price(ALL, sale, at=at) for at in (39, 40, 59, 60)] == [90, 70, 70, 90]


@pytest.mark.parametrize("order", [1, -1])
def test_the_more_particular_rule_stands_whatever_comes_first(order: int) -> None:
    rules = [
        ALL,
        ALL._replace(from_ms=20, price_minor=89),
        ALL._replace(from_quantity_milli=5000, price_minor=80),
        ALL._replace(group="staff", price_minor=60),
        ALL._replace(branch="B1", price_minor=95),
    ][::order]
    assert price(*rules, group="staff") == 95
    assert price(*rules, branch="B2", group="staff", pieces=9) == 60
    assert price(*rules, branch="B2", pieces=9) == 80
    assert price(*rules, branch="B2") == 89


def test_cash_is_rounded_to_what_coins_can_pay_half_a_step_away_from_zero() -> None:
    fives = [amount + cash_rounding(amount, 5) for amount in range(-3, 9)]
    assert fives == [-5, 0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 10]
    assert [amount + cash_rounding(amount, 10) for amount in (14, 15, -15)] == [10, 20, -20]
    assert cash_rounding(13, 0) == cash_rounding(13, 1) == 0
