"""Counting while the shop sells: nothing sold meanwhile is taken back, whoever hears what when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.views.counts import Counts, counted_lines, value_within
from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Shop, Street


@pytest.fixture
def pair(street: Street) -> tuple[Shop, Shop]:
    """Two tills of one branch with ten of milk in the books."""
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    first.do("receive", lines=[{"code": "milk", "quantity_milli": 10_000}])
    meet(first, second)
    return first, second


def count(shop: Shop, milk_milli: int) -> str:
    """Start a count and count the milk."""
    identifier = str(shop.do("count-start", by="Ann")["id"])
    shop.do("count-line", count=identifier, code="4011", quantity_milli=milk_milli)
    return identifier


def finish(shop: Shop, identifier: str) -> dict[str, Any]:
    return shop.do("count-finish", count=identifier)


def test_a_count_puts_the_books_right(pair: tuple[Shop, Shop]) -> None:
    first, second = pair
    identifier = count(first, 8000)
    assert first.stock_of("milk") == 10_000, "nothing moves before it is finished"
    answer = finish(first, identifier)
    (line,) = answer["lines"]
    assert (line["book_milli"], line["counted_milli"], line["delta_milli"]) == (10_000, 8000, -2000)
    assert first.stock_of("milk") == 8000
    assert first.unchanged("count-finish", count=identifier)["repeated"] is True
    meet(first, second)
    assert second.stock_of("milk") == 8000


def test_sales_between_shelf_and_finish_are_not_lost(pair: tuple[Shop, Shop]) -> None:
    first, _ = pair
    identifier = count(first, 8000)
    first.sell("milk", "milk")
    finish(first, identifier)
    assert first.stock_of("milk") == 6000


def test_sales_nobody_had_heard_of_stay_sold(pair: tuple[Shop, Shop]) -> None:
    """Eight lay there after the other till's sale of two, of which the counter did not know."""
    first, second = pair
    second.sell("milk", "milk")
    finish(first, count(first, 8000))
    assert first.stock_of("milk") == 8000
    meet(first, second)
    # The books took the difference for a loss. The two sales now show it, and a new count,
    # which knows of them, finds the shelf and puts it right.
    assert first.stock_of("milk") == second.stock_of("milk") == 6000
    finish(second, count(second, 8000))
    meet(first, second)
    assert first.stock_of("milk") == second.stock_of("milk") == 8000


def test_an_auditor_recomputes_every_difference_from_the_log(pair: tuple[Shop, Shop]) -> None:
    first, second = pair
    second.sell("milk")
    meet(first, second)
    identifier = count(first, 7000)
    first.sell("milk", "bread")
    finish(first, identifier)
    meet(first, second)
    for shop in pair:
        with shop.log.read() as view:
            ((sku, location, (line,)),) = counted_lines(view.table(Counts.name))
            within = value_within(view, sku, location, line.cut)
        assert (within, line.delta_milli) == (9000, line.counted_milli - within)


def test_a_product_counted_again_in_one_count_is_counted_once(pair: tuple[Shop, Shop]) -> None:
    first, _ = pair
    identifier = count(first, 3000)
    first.sell("milk")
    first.do("count-line", count=identifier, code="milk", quantity_milli=8000)
    finish(first, identifier)
    assert first.stock_of("milk") == 8000


def test_counts_made_apart_are_one_review_and_a_new_count_ends_it(
    pair: tuple[Shop, Shop],
) -> None:
    first, second = pair
    for shop in pair:
        finish(shop, count(shop, 8000))
        assert shop.do("reviews")["open"] == 0
    meet(first, second)
    (found,) = first.do("reviews")["reviews"]
    assert (found,) == second.do("reviews")["reviews"]
    assert (found["kind"], found["amount"], found["location"]) == ("counted-apart", -2000, "B1")
    shown = first.do("review-show", review=found["id"])
    assert [each["amount"] for each in shown["involved"]] == [-2000, -2000]
    assert first.stock_of("milk") == second.stock_of("milk") == 6000, "the sum of both, everywhere"
    finish(first, count(first, 8000))
    meet(first, second)
    for shop in pair:
        assert (shop.stock_of("milk"), shop.do("reviews")["open"]) == (8000, 0)


def test_a_count_that_knows_of_the_other_is_no_review(pair: tuple[Shop, Shop]) -> None:
    first, second = pair
    finish(first, count(first, 8000))
    meet(first, second)
    finish(second, count(second, 8000))
    meet(first, second)
    assert first.do("reviews")["open"] == 0
    assert first.stock_of("milk") == 8000


def test_a_shelf_somebody_else_counted_meanwhile_is_counted_again(pair: tuple[Shop, Shop]) -> None:
    first, second = pair
    mine, theirs = count(first, 8000), count(second, 8000)
    finish(second, theirs)
    meet(first, second)
    assert "Somebody else counted milk" in first.refused("count-finish", count=mine)
    first.do("count-line", count=mine, code="milk", quantity_milli=8000)
    finish(first, mine)
    assert first.stock_of("milk") == 8000


def test_an_open_count_survives_a_restart_and_is_listed(street: Street) -> None:
    shop = street.open()
    shop.do("import-catalogue", products=CATALOGUE)
    identifier = count(shop, 5000)
    shop = street.open()
    (listed,) = shop.unchanged("counts")["counts"]
    assert (listed["id"], listed["by"], len(listed["lines"])) == (identifier, "Ann", 1)
    finish(shop, identifier)
    assert shop.do("counts")["counts"] == ()
    assert shop.stock_of("milk") == 5000


def test_a_count_started_twice_under_one_id_is_one_count(shop: Shop) -> None:
    command = {"id": str(UUID(int=7))}
    assert shop.do("count-start", **command)["repeated"] is False
    assert shop.unchanged("count-start", **command)["repeated"] is True


def test_another_tills_count_is_not_ours_to_finish(pair: tuple[Shop, Shop]) -> None:
    first, second = pair
    identifier = count(first, 8000)
    meet(first, second)
    assert "another node" in second.refused("count-finish", count=identifier)
    for verb in ("count-line", "count-finish"):
        more = {"code": "milk", "quantity_milli": 1} if verb == "count-line" else {}
        first.refused(verb, count=str(UUID(int=99)), **more)
    first.refused("count-line", count=identifier, code="chalk", quantity_milli=1)
    first.refused("count-line", count=identifier, code="milk", quantity_milli=-1)


def test_a_count_is_given_up_and_moves_nothing(shop: Shop) -> None:
    identifier = count(shop, 8000)
    before = shop.stock_of("milk")
    done = shop.do("count-abandon", count=identifier, reason="lunch")
    assert (done["abandoned"], done["products"]) == (True, 1)
    assert shop.unchanged("count-abandon", count=identifier)["repeated"]
    assert shop.do("counts")["counts"] == ()
    assert "given up" in shop.refused("count-finish", count=identifier)
    more = {"count": identifier, "code": "milk", "quantity_milli": 1000}
    assert "given up" in shop.refused("count-line", **more)
    assert shop.stock_of("milk") == before


def test_a_line_reads_the_log_of_its_count_once_and_not_again(shop: Shop) -> None:
    shop.do("import-catalogue", products=CATALOGUE)
    identifier = str(shop.do("count-start")["id"])
    for sku in ("milk", "bread", "cheese"):
        said = {"count": identifier, "code": sku, "quantity_milli": 5000}
        answer = shop.do("count-line", **said)
        assert [line["sku"] for line in answer["lines"]] == [sku]
    at_hand = shop.till.counting
    assert at_hand is not None
    assert (str(at_hand.id), len(at_hand.lines), answer["products"]) == (identifier, 3, 3)
    shop.refused("count-line", **{**said, "quantity_milli": -1})
    shop.do("count-line", **said)
    assert len(shop.do("count-finish", count=identifier)["lines"]) == 3
