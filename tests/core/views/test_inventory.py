"""Stock: rows by stream, figures by location, and no figure is ever clamped."""

from __future__ import annotations

from uuid import UUID

from core.crdt.pn_counter import Row
from core.shop.lines import Tender, discount_line, item_line
from core.shop.refund import Refund, RefundLine
from core.shop.sale import Sale
from core.shop.stock import StockAdjustment, StockReceipt
from core.views import inventory
from core.views.inventory import StockFigure
from tests.core.views.mesh import NOW_MS, Mesh
from tests.strategies import Act


def received(sku: str, quantity: int, location: str = "north") -> Act:
    named = {"location": location, "lines": [(sku, quantity)]}
    return Act(StockReceipt.receive, named, NOW_MS)


def sold(*quantities: tuple[str, int], location: str = "north") -> Act:
    lines = [item_line(sku, quantity, 100) for sku, quantity in quantities]
    named = {
        "location": location,
        "series": "N1",
        "currency": "EUR",
        "lines": [*lines, discount_line("loyalty", 1, -1)],
        "tenders": [Tender("cash", 100 * len(lines) - 1)],
    }
    return Act(Sale.complete, named, NOW_MS)


def figures(mesh: Mesh, sku: str | None = None) -> list[StockFigure]:
    found: list[StockFigure] = mesh.look(
        "inventory", lambda table: list(inventory.figures(table, sku))
    )
    return found


def test_an_oversold_location_shows_a_negative_figure_on_every_node() -> None:
    mesh = Mesh(2)
    mesh.append(0, received("milk", 3000))
    mesh.append(0, sold(("milk", 2000)))
    mesh.append(1, sold(("milk", 2000)))
    mesh.settle()
    assert mesh.dump(0) == mesh.dump(1)
    assert figures(mesh) == [StockFigure("milk", "north", 3000, 4000)]
    assert figures(mesh)[0].quantity_milli == -1000


def test_goods_that_never_came_in_can_be_sold() -> None:
    mesh = Mesh(1)
    mesh.append(0, sold(("ghost", 1500)))
    assert [figure.quantity_milli for figure in figures(mesh)] == [-1500]


def test_goods_that_come_back_stand_on_the_shelf_where_they_were_brought() -> None:
    mesh = Mesh(1)
    mesh.append(0, sold(("milk", 2000), location="north"))
    named = {
        "location": "south",
        "series": "S1",
        "currency": "EUR",
        "sale": UUID(int=1),
        "lines": [RefundLine(1, "milk", 500, 25), RefundLine(1, "milk", 500, 25)],
        "tender": "cash",
    }
    mesh.append(0, Act(Refund.complete, named, NOW_MS))
    assert figures(mesh) == [
        StockFigure("milk", "north", 0, 2000),
        StockFigure("milk", "south", 1000, 0),
    ]


def test_an_adjustment_down_counts_as_going_out_and_up_as_coming_in() -> None:
    mesh = Mesh(1)
    named = {"location": "north", "lines": [("milk", -5), ("milk", 3)], "reason": "count"}
    mesh.append(0, Act(StockAdjustment.adjust, named, NOW_MS))
    assert figures(mesh) == [StockFigure("milk", "north", 3, 5)]


def test_a_row_carries_the_sequence_of_the_last_event_that_touched_it() -> None:
    mesh = Mesh(1)
    mesh.append(0, received("milk", 10))
    mesh.append(0, received("bread", 10))
    last = mesh.append(0, sold(("milk", 4), ("milk", 3)))
    counter = mesh.look("inventory", lambda table: inventory.counter_of(table, "milk", "north"))
    assert counter.rows == {last.stream: Row(3, 10, 7)}


def test_one_sku_is_asked_for_without_those_it_begins() -> None:
    mesh = Mesh(1)
    for sku in ("mil", "milk", "m"):
        mesh.append(0, received(sku, 1))
    assert [figure.sku for figure in figures(mesh, "mil")] == ["mil"]
    assert [figure.sku for figure in figures(mesh)] == ["m", "mil", "milk"]
    assert figures(mesh, "butter") == []
