"""Promotions: best for the customer, the same for any order of lines, and never too much."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.shop.lines import DISCOUNT
from core.shop.pricing.promotions import Goods, Promotion, promote
from core.shop.promotion_fields import (
    AMOUNT,
    BASKET_AMOUNT,
    BASKET_PERCENT,
    KINDS,
    N_FOR_M,
    PERCENT,
)
from core.views.promotions import promotion_of


def promotion(code: str = "p", **fields: Any) -> Promotion:
    return promotion_of(code, fields)


def piece(item: int, sku: str, price: int, pieces: int = 1, department: str = "") -> Goods:
    amount = price * pieces
    return Goods(item, sku, department, 1000 * pieces, amount, amount)


def off(goods: list[Goods], *promotions: Promotion) -> dict[int, int]:
    lines = promote(goods, sum(one.amount_minor for one in goods), promotions)
    return {line.item: -line.amount_minor for line in lines}


MILK, BREAD, CAKE = piece(1, "milk", 100), piece(2, "bread", 250), piece(3, "cake", 400)
TENTH = promotion("tenth", kind=PERCENT, rate_ppm=100_000)


def test_a_percentage_is_taken_off_each_item_and_named_on_the_receipt() -> None:
    (first, second) = promote([MILK, BREAD], 350, [TENTH._replace(name="Autumn")])
    assert (first.kind, first.reason, first.item, first.amount_minor) == (
        DISCOUNT,
        "Autumn",
        1,
        -10,
    )
    assert second.amount_minor == -25


def test_an_amount_is_taken_off_each_piece_and_never_more_than_it_costs() -> None:
    fifty = promotion(kind=AMOUNT, off_minor=50, sku="milk")
    assert off([piece(1, "milk", 100, 3), BREAD], fifty) == {1: 150}
    assert off([piece(1, "milk", 30, 3)], fifty) == {1: 90}
    half = Goods(1, "milk", "", 500, 50, 50)
    assert off([half], fifty) == {1: 25}


def test_of_three_the_cheapest_is_free() -> None:
    three = promotion(kind=N_FOR_M, take=3, pay=2)
    assert off([MILK, BREAD, CAKE], three) == {1: 100}
    assert off([MILK, BREAD], three) == {}
    assert off([piece(1, "milk", 100, 7)], three) == {1: 200}


def test_an_item_gets_the_better_of_two_and_not_both() -> None:
    fifth = promotion("fifth", kind=PERCENT, rate_ppm=200_000, sku="bread")
    assert off([MILK, BREAD], TENTH, fifth) == {1: 10, 2: 50}


def test_an_n_for_m_is_taken_only_where_it_saves_more_than_its_items_would_by_themselves() -> None:
    three = promotion("three", kind=N_FOR_M, take=3, pay=2)
    half = promotion("half", kind=PERCENT, rate_ppm=500_000, sku="cake")
    assert off([MILK, BREAD, CAKE], three, half) == {3: 200}
    tins = promotion("tins", kind=N_FOR_M, take=3, pay=2, sku="milk")
    assert off([piece(1, "milk", 100, 3), CAKE], tins, half) == {1: 100, 3: 200}


def test_items_that_an_n_for_m_does_not_need_keep_their_own() -> None:
    three = promotion("three", kind=N_FOR_M, take=3, pay=2, department="tins")
    tins = [piece(item, f"tin{item}", 100, department="tins") for item in (1, 2, 3, 4)]
    saved = off(tins, three, promotion("five", kind=PERCENT, rate_ppm=50_000))
    assert sorted(saved.values()) == [5, 100]


def test_the_basket_s_promotion_is_on_what_the_others_leave() -> None:
    basket = promotion("basket", kind=BASKET_PERCENT, rate_ppm=100_000, least_minor=300)
    assert off([MILK, BREAD], TENTH, basket) == {1: 10, 2: 25, 0: 32}
    assert off([MILK], basket) == {}
    better = promotion("better", kind=BASKET_AMOUNT, off_minor=40)
    assert off([MILK, BREAD], basket, better) == {0: 40}
    assert off([MILK], promotion(kind=BASKET_AMOUNT, off_minor=500)) == {0: 100}


def test_equal_savings_go_to_the_code_that_comes_first() -> None:
    two = [TENTH._replace(code=code) for code in ("b", "a")]
    assert promote([MILK], 100, two)[0].reason == "a"


def test_a_promotion_counts_where_when_for_whom_and_with_what_it_says() -> None:
    said: dict[str, Any] = {
        "branch": "B1",
        "group": "club",
        "at_ms": 10,
        "coupons": frozenset({"X"}),
    }
    assert promotion(branch="B1", group="club", from_ms=10, until_ms=11, coupon="X").counts(**said)
    wrongs: list[dict[str, Any]] = [
        {"branch": "B2"},
        {"group": "g"},
        {"from_ms": 11},
        {"until_ms": 10},
    ]
    for wrong in wrongs:
        assert not promotion(**wrong).counts(**said)
    assert not promotion(coupon="Y").counts(**said)
    assert not promotion(active=0).counts(**said)


promotions = st.builds(
    promotion,
    st.sampled_from("abcdef"),
    kind=st.sampled_from(KINDS),
    rate_ppm=st.integers(0, 1_000_000),
    off_minor=st.integers(0, 300),
    take=st.integers(0, 4),
    pay=st.integers(0, 3),
    sku=st.sampled_from(["", "milk", "bread"]),
    department=st.sampled_from(["", "tins"]),
    least_minor=st.sampled_from([0, 500]),
)
lines = st.tuples(
    st.sampled_from(["milk", "bread", "cake"]),
    st.sampled_from(["", "tins"]),
    st.sampled_from([1_000, 2_000, 3_000, 250]),
    st.integers(0, 500),
    st.integers(0, 500),
)
baskets = st.lists(lines, min_size=1, max_size=8)
decks = st.lists(promotions, max_size=5, unique_by=lambda one: one.code)


def goods_of(basket: list[Any]) -> list[Goods]:
    return [
        Goods(item, sku, department, quantity, amount, min(room, amount))
        for item, (sku, department, quantity, amount, room) in enumerate(basket, 1)
    ]


def taken_off(basket: list[Any], deck: list[Promotion]) -> Counter[Any]:
    """Return what is taken off, by what an item is and not by where it stands."""
    goods = goods_of(basket)
    found: Counter[Any] = Counter()
    for line in promote(goods, sum(one.room_minor for one in goods), deck):
        what = goods[line.item - 1][1:] if line.item else "basket"
        found[what] -= line.amount_minor
    return found


@settings(max_examples=150)
@given(baskets, decks, st.randoms(use_true_random=False))
def test_neither_the_order_of_lines_nor_of_promotions_matters(
    basket: list[Any], deck: list[Promotion], dice: Any
) -> None:
    mixed, shuffled = list(basket), list(deck)
    dice.shuffle(mixed)
    dice.shuffle(shuffled)
    assert taken_off(mixed, shuffled) == taken_off(basket, deck)


@settings(max_examples=150)
@given(baskets, decks)
def test_no_item_and_no_basket_is_ever_below_nothing(
    basket: list[Any], deck: list[Promotion]
) -> None:
    goods = goods_of(basket)
    basket_minor = sum(one.room_minor for one in goods)
    lines = promote(goods, basket_minor, deck)
    room = {one.item: one.room_minor for one in goods}
    for line in lines:
        assert line.amount_minor < 0
        if line.item:
            room[line.item] += line.amount_minor
    assert min(room.values()) >= 0
    assert len({line.item for line in lines}) == len(lines), "one promotion an item"
    assert basket_minor + sum(line.amount_minor for line in lines) >= 0


@settings(max_examples=80)
@given(baskets, decks, promotions)
def test_one_more_item_promotion_never_makes_a_basket_dearer(
    basket: list[Any], deck: list[Promotion], more: Promotion
) -> None:
    single = [one for one in deck if one.kind in (PERCENT, AMOUNT) and one.code != more.code]
    if more.kind in (PERCENT, AMOUNT, N_FOR_M):
        assert sum(taken_off(basket, [*single, more]).values()) >= sum(
            taken_off(basket, single).values()
        )
