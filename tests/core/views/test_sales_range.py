"""The receipts of a span of time: all of them and no others, whatever order they came in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.log.log_view import LogView
from core.shop import kinds
from core.shop.lines import Tender, item_line
from core.shop.sale import Sale
from core.views import receipts, sales_range
from core.views.sales_range import Days, facts_of, receipts_of
from tests.core.views.mesh import DAY_MS, NOW_MS, Mesh, meshes
from tests.strategies import Act

MIDNIGHT_MS = NOW_MS // DAY_MS * DAY_MS


def in_span(view: LogView, days: Days) -> list[tuple[str, int]]:
    every = receipts.all_receipts(view.table("receipts"))
    return sorted((one.text, one.sequence) for one in every if days.holds(one))


@settings(max_examples=25)
@given(
    meshes(only=(kinds.SALE_COMPLETED, kinds.REFUND_COMPLETED)),
    st.sampled_from(["north", "north 2", "nort"]),
    st.integers(-3, 3),
    st.integers(0, 4),
)
def test_every_receipt_of_a_span_is_found_once(
    mesh: Mesh, location: str, from_half_days: int, half_days: int
) -> None:
    from_ms = MIDNIGHT_MS + from_half_days * DAY_MS // 2
    days = Days(location, from_ms, from_ms + half_days * DAY_MS // 2)
    with mesh.logs[0].read() as view:
        found = sorted((one.text, one.sequence) for one in receipts_of(view, days))
        assert found == in_span(view, days)
        assert len(list(facts_of(view, days))) == len(found)


def sale(at_ms: int) -> Act:
    named = {
        "location": "north",
        "series": "N1",
        "currency": "EUR",
        "lines": [item_line("milk", 1000, 100)],
        "tenders": [Tender("cash", 100)],
    }
    return Act(Sale.complete, named, at_ms)


def test_a_day_is_found_without_reading_the_days_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sales_range, "ASIDE", 2)
    mesh = Mesh(1)
    for number in range(200):
        mesh.append(0, sale(MIDNIGHT_MS + number // 10 * DAY_MS))
    read = 0
    plain = receipts.upto

    def counted(*asked: object) -> object:
        nonlocal read
        for one in plain(*asked):  # type: ignore[arg-type]
            read += 1
            yield one

    monkeypatch.setattr(receipts, "upto", counted)
    days = Days("north", MIDNIGHT_MS + DAY_MS, MIDNIGHT_MS + 2 * DAY_MS)
    with mesh.logs[0].read() as view:
        assert [one.number for one in receipts_of(view, days)] == list(range(20, 10, -1))
    assert read < 40


def test_a_sale_entered_for_another_day_is_found_on_that_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sales_range, "ASIDE", 2)
    mesh = Mesh(1)
    for number in range(60):
        mesh.append(0, sale(MIDNIGHT_MS + number // 10 * DAY_MS))
    mesh.append(0, sale(MIDNIGHT_MS + 5))
    with mesh.logs[0].read() as view:
        found = receipts_of(view, Days("north", MIDNIGHT_MS, MIDNIGHT_MS + DAY_MS))
        assert [one.number for one in found] == [61, *range(10, 0, -1)]
