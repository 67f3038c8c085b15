"""Takings: plain sums by place, day, series and currency, that nobody's numbers can overflow."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgpack

from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.lines import Tender, coupon_line, discount_line, item_line, rounding_line, tax_line
from core.shop.refund import Refund, RefundLine
from core.shop.sale import Sale
from core.shop.taxes import TaxSum
from core.views import takings
from core.views.takings import Takings, TakingsGroup
from tests.core.views.mesh import DAY_MS, NOW_MS, Mesh
from tests.strategies import Act

MIDNIGHT_MS = NOW_MS // DAY_MS * DAY_MS
TODAY = MIDNIGHT_MS // DAY_MS


def sale(at_ms: int = NOW_MS, **changed: Any) -> Act:
    named: dict[str, Any] = {
        "location": "north",
        "series": "N1",
        "currency": "EUR",
        "lines": [item_line("milk", 3000, 100)],
        "tenders": [Tender("cash", 100)],
    }
    return Act(Sale.complete, named | changed, at_ms)


def groups(mesh: Mesh) -> dict[TakingsGroup, Takings]:
    return dict(mesh.look("takings", lambda table: list(takings.groups(table))))


def test_coupons_are_takings_the_customer_did_not_pay() -> None:
    mesh = Mesh(1)
    lines = [
        item_line("milk", 3000, 100),
        discount_line("loyalty", 1, -10),
        coupon_line("maker", 0, -25),
    ]
    change = [Tender("card", 70), Tender("cash", -5)]
    mesh.append(0, sale(lines=lines, tenders=change))
    here = TakingsGroup("north", TODAY, "N1", "EUR")
    assert groups(mesh) == {here: Takings(1, 1, 3000, 90, 25, 65)}
    assert mesh.look("takings", takings.tenders) == {"card": 70, "cash": -5}


def test_taxes_on_top_and_roundings_are_summed_apart_from_takings() -> None:
    mesh = Mesh(1)
    lines = [item_line("milk", 3000, 100), tax_line("VAT", 1, 23), rounding_line("cash", 2)]
    taxes = [TaxSum("VAT", 230_000, 0, 100, 23)]
    mesh.append(0, sale(lines=lines, taxes=taxes, tenders=[Tender("cash", 125)]))
    (sums,) = groups(mesh).values()
    assert sums == Takings(1, 1, 3000, 100, 0, 125, tax_minor=23, rounding_minor=2)


def test_a_refund_leaves_sales_alone_and_takes_from_its_tender() -> None:
    mesh = Mesh(1)
    mesh.append(0, sale())
    named = {
        "location": "north",
        "series": "N1",
        "currency": "EUR",
        "sale": UUID(int=1),
        "lines": [RefundLine(1, "milk", 1000, 33)],
        "tender": "cash",
    }
    mesh.append(0, Act(Refund.complete, named, NOW_MS))
    (sums,) = groups(mesh).values()
    assert sums == Takings(1, 1, 3000, 100, 0, 100, 1, 1000, 33)
    assert mesh.look("takings", takings.tenders) == {"cash": 67}


def test_a_day_ends_at_midnight_in_utc() -> None:
    mesh = Mesh(1)
    for at_ms in (MIDNIGHT_MS - 1, MIDNIGHT_MS, MIDNIGHT_MS + DAY_MS - 1):
        mesh.append(0, sale(at_ms))
    assert [(group.day, sums.sales) for group, sums in groups(mesh).items()] == [
        (TODAY - 1, 1),
        (TODAY, 2),
    ]


def test_places_series_and_currencies_are_kept_apart_and_added_on_demand() -> None:
    mesh = Mesh(1)
    changes: list[dict[str, Any]] = [{}, {"location": "nort"}, {"series": "N"}, {"currency": "U"}]
    for changed in changes:
        mesh.append(0, sale(**changed))
    assert len(groups(mesh)) == 4
    assert mesh.look("takings", takings.total) == Takings(4, 4, 12_000, 400, 0, 400)


def test_no_peer_can_overflow_a_sum() -> None:
    mesh = Mesh(1)
    lines = [[0, "gold", 1, AMOUNT_MINOR_MAX]] * 5_000
    body = msgpack.packb([1, NOW_MS, "n", "N1", 1, "EUR", "", lines, [], b""])
    for number in range(10):
        mesh.append_raw(0, kinds.SALE_COMPLETED, body, UUID(int=number))
    (sums,) = groups(mesh).values()
    assert sums.sales_minor == 50_000 * AMOUNT_MINOR_MAX
