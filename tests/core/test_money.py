"""Money: whole minor units in, whole minor units out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError
from core.money import divide_rounded, format_amount, parse_amount, price_for, spread

AMOUNTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("text", "minor"),
    [("12.34", 1234), ("-3", -300), ("5.5", 550), ("0", 0), ("-0.01", -1), (" 7 ", 700)],
)
def test_amounts_are_read(text: str, minor: int) -> None:
    assert parse_amount(text) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        ".5",
        "5.",
        "1,5",
        "1.234",
        "1e3",
        "+1",
        "--1",
        "0x1",
        "1 2",
        "1_000",
        "9" * 13,
        "1\n2",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        parse_amount(text)


@given(minor=AMOUNTS)
def test_an_amount_reads_back_as_it_was_written(minor: int) -> None:
    assert parse_amount(format_amount(minor)) == minor


@pytest.mark.parametrize(
    ("minor", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-1234, "-12.34"), (100, "1.00")]
)
def test_amounts_are_written_with_two_decimals(minor: int, text: str) -> None:
    assert format_amount(minor) == text


@given(numerator=st.integers(), denominator=st.integers(1, 10**9))
def test_division_is_off_by_half_at_most_and_away_from_zero(
    numerator: int, denominator: int
) -> None:
    exact, rounded = Fraction(numerator, denominator), divide_rounded(numerator, denominator)
    assert abs(exact - rounded) <= Fraction(1, 2)
    if abs(exact - rounded) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)


@given(price=AMOUNTS, quantity=AMOUNTS)
def test_a_price_is_the_same_both_ways_round_zero(price: int, quantity: int) -> None:
    assert price_for(-price, quantity) == -price_for(price, quantity)


def test_prices_of_weighed_goods_round_half_away_from_zero() -> None:
    assert price_for(199, 500) == 100
    assert price_for(199, -500) == -100
    assert price_for(1_899, 3_000) == 5_697


WEIGHTS = st.lists(st.integers(0, 10**6) | st.integers(0, 3), min_size=1, max_size=12)


@given(AMOUNTS | st.integers(-20, 20), WEIGHTS)
def test_the_parts_of_a_spread_amount_are_the_amount_and_each_within_one_of_its_share(
    amount: int, weights: list[int]
) -> None:
    parts = spread(amount, weights)
    assert sum(parts) == amount
    shares = weights if any(weights) else [1] * len(weights)
    for part, weight in zip(parts, shares, strict=True):
        assert abs(part - Fraction(amount * weight, sum(shares))) < 1


@given(AMOUNTS | st.integers(-20, 20), WEIGHTS)
def test_no_other_way_of_cutting_is_nearer_to_the_shares(amount: int, weights: list[int]) -> None:
    whole = sum(weights) or len(weights)
    shares = [Fraction(amount * weight, whole) for weight in weights if any(weights)]
    off = [part - share for part, share in zip(spread(amount, weights), shares, strict=False)]
    assert not off or max(off) - min(off) <= 1, "one unit moved elsewhere would be nearer"


def test_what_is_left_goes_to_the_parts_cut_most_and_of_equal_ones_to_the_earlier() -> None:
    assert spread(100, [1, 1, 1]) == [34, 33, 33]
    assert spread(-100, [1, 1, 1]) == [-34, -33, -33]
    assert spread(10, [1, 6, 3]) == [1, 6, 3]
    assert spread(5, [70, 19, 11]) == [3, 1, 1]
    assert spread(7, [0, 0]) == [4, 3]
    assert spread(0, [3, 4]) == [0, 0]
