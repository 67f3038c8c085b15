"""The shop's books, kept from events alone: what does not add up is named with its record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import msgpack
from hypothesis import given, settings

from core.audit.books import StreamBooks, goods_findings, keep_books
from core.audit.finding import MONEY, RECEIPT, RECORD, STOCK, Finding
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.rebuild import entry_runs
from core.shop import kinds
from core.shop.lines import item_line
from core.shop.refund import Refund, RefundLine
from core.views import inventory
from core.views.shop import SHOP_READERS
from tests.core.views.mesh import NOW_MS, Mesh, meshes
from tests.core.views.test_inventory import received, sold
from tests.strategies import Act, body_of

NORTH = "branch:north"


def books(log: EventLog) -> Iterator[StreamBooks]:
    with log.read() as view:
        for stream, head in view.heads().items():
            yield keep_books(stream, entry_runs(view, stream, head.sequence), SHOP_READERS)


def places(kept: StreamBooks) -> list[tuple[str, int, str]]:
    return [(finding.kind, finding.sequence, finding.field) for finding in kept.findings]


def forged(mesh: Mesh, act: Act, number: int, **changed: object) -> None:
    """Append what no till of ours would: an event that was decided well, then changed."""
    log = mesh.logs[0]
    body = msgpack.unpackb(body_of(act.event(UUID(int=number), number)))
    for place, value in changed.items():
        body[int(place.removeprefix("field_"))] = value
    draft = Draft(kinds.SALE_COMPLETED, NORTH, log.mint_id(), 1, msgpack.packb(body))
    log.append([draft])


def test_an_honest_day_adds_up() -> None:
    mesh = Mesh(1)
    mesh.append(0, received("milk", 5_000))
    sale = mesh.append(0, sold(("milk", 2_000), ("bread", 1_000)))
    refund = {
        "location": "north",
        "series": "N1",
        "currency": "EUR",
        "sale": sale.id,
        "lines": [RefundLine(1, "milk", 1_000, 50)],
        "tender": "cash",
    }
    mesh.append(0, Act(Refund.complete, refund, NOW_MS))
    (kept,) = books(mesh.logs[0])
    assert kept.findings == ()
    assert kept.receipts == {"N1": 2}
    assert kept.goods == {("milk", "north"): 4_000, ("bread", "north"): -1_000}


@settings(max_examples=15, deadline=None)
@given(meshes())
def test_the_books_and_the_stock_of_any_shop_agree(mesh: Mesh) -> None:
    goods: Counter[tuple[str, str]] = Counter()
    for kept in books(mesh.logs[0]):
        goods.update(kept.goods)
    figures = {
        (figure.sku, figure.location): figure.quantity_milli
        for figure in mesh.look("inventory", lambda table: list(inventory.figures(table)))
    }
    assert list(goods_findings(goods, figures)) == []


def test_a_number_that_is_left_out_is_named() -> None:
    mesh = Mesh(1)
    mesh.append(0, sold(("milk", 1_000)))
    forged(mesh, sold(("milk", 1_000)), 4)
    mesh.append(0, sold(("milk", 1_000)))
    (kept,) = books(mesh.logs[0])
    assert places(kept) == [(RECEIPT, 2, "number")]
    assert kept.findings[0].message == "Series N1 has number 4, expected 2."
    assert kept.receipts == {"N1": 5}


def test_a_number_that_is_used_twice_is_named() -> None:
    mesh = Mesh(1)
    mesh.append(0, sold(("milk", 1_000)))
    forged(mesh, sold(("milk", 1_000)), 1)
    mesh.append(0, sold(("milk", 1_000)))
    (kept,) = books(mesh.logs[0])
    assert places(kept) == [(RECEIPT, 2, "number")]


def test_tenders_that_do_not_equal_the_lines_are_named() -> None:
    mesh = Mesh(1)
    lines = [item_line("milk", 1_000, 100)]
    forged(mesh, sold(("milk", 1_000)), 1, field_7=lines)
    (kept,) = books(mesh.logs[0])
    assert places(kept) == [(MONEY, 1, "tenders")]
    assert kept.findings[0].message == "The tenders are 99, expected the 100 of the lines."


def test_a_body_that_no_reader_takes_is_named() -> None:
    mesh = Mesh(1)
    mesh.append_raw(0, kinds.SALE_COMPLETED)
    (kept,) = books(mesh.logs[0])
    assert places(kept) == [(RECORD, 1, "body")]


def test_a_stock_figure_that_the_events_do_not_bear_out_is_named() -> None:
    booked = Counter({("milk", "north"): 4_000})
    said = "The stock of milk at north says 5000, expected 4000."
    assert list(goods_findings(booked, {("milk", "north"): 5_000})) == [
        Finding(STOCK, "", 0, "quantity", said)
    ]
    assert len(list(goods_findings(booked, {}))) == 1
    assert len(list(goods_findings(Counter(), {("milk", "north"): 1}))) == 1
