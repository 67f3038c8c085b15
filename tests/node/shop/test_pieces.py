"""What is sold by the piece is not parted, at any door; what came from elsewhere stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.shop.stock import StockReceipt
from tests.node.tills import CATALOGUE, Shop, Street

HALF = {"code": "milk", "quantity_milli": 500}
SAID = (
    "milk is sold by the piece, and 0.5 is no number of pieces; goods by weight or length have "
    "the unit 'weighed'."
)


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("sell", {"lines": [HALF]}),
        ("sell", {"lines": [HALF | {"amount_minor": 65}]}),
        ("quote", {"lines": [HALF]}),
        ("refund-unproven", {"lines": [HALF], "tender": "cash", "reason": "no receipt"}),
        ("receive", {"lines": [HALF]}),
        ("adjust", {"lines": [HALF], "reason": "broken"}),
        ("transfer-send", {"to": "B2", "lines": [HALF]}),
        ("transfer-receive", {"transfer": str(UUID(int=3)), "lines": [HALF]}),
        ("transfer-receive", {"transfer": str(UUID(int=3)), "lost": [HALF]}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_part_of_a_piece_is_refused(shop: Shop, verb: str, arguments: dict[str, Any]) -> None:
    assert shop.refused(verb, **arguments) == SAID


def test_a_part_of_a_piece_is_refused_on_tickets_and_in_counts_and_exchanges(shop: Shop) -> None:
    count = shop.do("count-start")["id"]
    assert shop.refused("count-line", count=count, **HALF) == SAID
    ticket = {"ticket": shop.do("ticket-open")["id"]}
    assert shop.refused("ticket-add", **ticket, line=HALF) == SAID
    shop.do("ticket-add", **ticket, line={"code": "milk", "quantity_milli": 2_000})
    assert shop.refused("ticket-change", **ticket, line=1, quantity_milli=500) == SAID
    part = {"line": 1, "quantity_milli": 500}
    assert shop.refused("ticket-split", **ticket, lines=[part]) == SAID
    receipt = shop.sell("milk")["receipt"]
    for back, lines in ((HALF, {"code": "bread"}), ({"code": "milk"}, HALF)):
        assert shop.refused("exchange", receipt=receipt, back=[back], lines=[lines]) == SAID


def test_weighed_goods_come_in_any_part(shop: Shop) -> None:
    some = {"code": "cheese", "quantity_milli": 123}
    shop.do("receive", lines=[some])
    receipt = shop.do("sell", lines=[some])["receipt"]
    shop.do("refund", receipt=receipt, lines=[some | {"quantity_milli": 23}])
    assert shop.stock_of("cheese") == 23


def test_parts_of_a_piece_that_a_peer_has_are_taken_and_counted_away(street: Street) -> None:
    old, shop = street.open("B1T1"), street.open("B1T2")
    old.do("import-catalogue", products=CATALOGUE)
    old.till.application.record(
        StockReceipt.receive(
            id=UUID(int=5),
            timestamp=old.till.now(),
            location="B1",
            lines=[("milk", 1_500)],
            reference="an older program",
        )
    )
    shop.hear(old)
    assert shop.stock_of("milk") == 1_500
    count = shop.do("count-start")["id"]
    shop.do("count-line", count=count, code="milk", quantity_milli=1_000)
    shop.do("count-finish", count=count)
    assert shop.stock_of("milk") == 1_000
