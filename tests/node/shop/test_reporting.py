"""Reports: every figure of a sale stands in each grouping, and says up to when it is complete."""

from __future__ import annotations

from typing import Any

import pytest

from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, NOW_MS, Shop, Street

DAY_MS = 86_400_000
HOUR_MS = DAY_MS // 24
FROM_MS = NOW_MS - 3 * HOUR_MS
VAT = {"name": "VAT", "rate_ppm": 100_000, "inclusive": False}
SPAN = {"from_ms": FROM_MS, "until_ms": FROM_MS + DAY_MS}


def rows(lines: Any, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(line[field] for field in fields) for line in lines]


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """A till that has sold, taken back and charged a tax."""
    shop.do("product-edit", code="bread", tax_class="food")
    shop.do("tax-set", tax_class="food", taxes=[VAT])
    sold = shop.do(
        "sell",
        lines=[{"code": "milk", "quantity_milli": 2000}, {"code": "bread"}],
        discounts=[{"item": 1, "amount_minor": 8}, {"amount_minor": 50}],
        tenders=[{"kind": "card", "amount_minor": 200}, {"kind": "cash", "amount_minor": 300}],
    )
    shop.pass_time(3600)
    shop.do("sell", lines=[{"code": "milk"}])
    shop.do("refund", receipt=sold["receipt"], lines=[{"item": 1}])
    return shop


def test_a_sale_stands_in_every_grouping(busy: Shop) -> None:
    said = busy.unchanged("sales-report", **SPAN)
    total = said["total"]
    paid = busy.figures("paid_minor", "refunded_minor", "tax_minor", "sales_minor")
    assert (total["paid_minor"], total["refunded_minor"]) == paid[:2]
    assert (said["tax_minor"], said["takings_minor"]) == paid[2:]
    assert (total["sales"], total["refunds"], said["basket_off_minor"]) == (2, 1, 50)
    for grouping in ("hours", "days", "people"):
        for figure in ("sales", "paid_minor", "refunds", "refunded_minor"):
            assert sum(line[figure] for line in said[grouping]) == total[figure]
    assert rows(said["hours"], "key", "sales", "refunds") == [("3", 1, 0), ("4", 1, 1)]
    assert rows(said["items"], "key", "quantity_milli", "amount_minor", "back_milli") == [
        ("bread", 1000, 250, 0),
        ("milk", 3000, 2 * 129 - 8 + 129, 1000),
    ]
    goods = sum(line["amount_minor"] for line in said["items"])
    assert goods - said["basket_off_minor"] == said["takings_minor"]
    assert rows(said["departments"], "key", "amount_minor") == [("", 379), ("BAKERY", 250)]
    brought = sum(line["amount_minor"] for line in said["tenders"])
    assert brought == total["paid_minor"] - total["refunded_minor"]
    assert rows(said["tenders"], "kind", "count") == [("card", 2), ("cash", 2)]
    assert [line["tax_minor"] for line in said["taxes"]] == [said["tax_minor"]]


def test_what_is_outside_the_span_is_not_in_it(busy: Shop) -> None:
    said = busy.do("sales-report", from_ms=FROM_MS, until_ms=NOW_MS)
    assert (said["total"]["sales"], said["items"]) == (0, ())
    assert busy.do("sales-report", **SPAN, branch="B2")["total"]["sales"] == 0


@pytest.mark.parametrize("until_ms", [FROM_MS, FROM_MS - 1, FROM_MS + 400 * DAY_MS])
def test_a_span_that_is_none_is_refused(shop: Shop, until_ms: int) -> None:
    for verb in ("sales-report", "takings"):
        assert "year" in shop.refused(verb, from_ms=FROM_MS, until_ms=until_ms)


def test_each_till_says_up_to_when_it_is_complete(street: Street) -> None:
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    meet(first, second)
    second.sell("milk")
    meet(first, second)
    second.pass_time(3600)
    second.sell("milk")
    first.pass_time(7200)
    said = first.do("sales-report", **SPAN)
    assert said["total"]["sales"] == 1
    own, other = said["complete"]
    assert (own["till"], own["own"], other["till"], other["own"]) == ("B1T1", True, "B1T2", False)
    assert own["through_ms"] > NOW_MS + 7200_000
    assert NOW_MS < other["through_ms"] < NOW_MS + HOUR_MS


def test_takings_of_every_branch_stand_beside_those_of_a_week_before(street: Street) -> None:
    north, south, hub = (
        street.open("B1T1"),
        street.open("B2T1", "B2"),
        street.open("HUB", "HQ", "hub"),
    )
    for till in (north, south):
        till.do("import-catalogue", products=CATALOGUE)
    north.sell("milk", at_ms=NOW_MS - 7 * DAY_MS)
    north.sell("bread")
    refunded = south.sell("milk")
    south.do("refund", receipt=refunded["receipt"])
    meet(north, south, hub)
    said = hub.unchanged("takings", **SPAN)
    assert rows(
        said["branches"], "branch", "sales", "paid_minor", "refunded_minor", "before_paid_minor"
    ) == [("B1", 1, 250, 0, 129), ("B2", 1, 129, 129, 0), ("HQ", 0, 0, 0, 0)]


def test_only_who_may_see_reports_sees_them(shop: Shop) -> None:
    shop.do("user-add", login="mia", name="Mia", role="manager", pin="271828")
    assert "signed in" in shop.refused("sales-report", **SPAN)
    shop.do("sign-in", login="mia", pin="271828")
    shop.do("user-add", login="cem", name="Cem", role="cashier", pin="1618")
    assert shop.do("sales-report", **SPAN)["total"]["sales"] == 0
    shop.do("sign-in", login="cem", pin="1618")
    for verb in ("sales-report", "takings"):
        assert "see reports" in shop.refused(verb, **SPAN)
