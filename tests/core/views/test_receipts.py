"""The receipt book: every number is found, whatever a peer does with numbers and ids."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.errors import RefusedError
from core.shop import kinds
from core.shop.lines import Tender, item_line
from core.shop.refund import Refund, RefundLine
from core.shop.sale import Sale
from core.views import receipts
from core.views.receipts import Receipt
from tests.core.views.mesh import NOW_MS, Mesh
from tests.strategies import Act, body_of


def sale(series: str = "N1", amount: int = 100) -> Act:
    named: dict[str, Any] = {
        "location": "north",
        "series": series,
        "currency": "EUR",
        "lines": [item_line("milk", 1000, amount)],
        "tenders": [Tender("cash", amount)],
    }
    return Act(Sale.complete, named, NOW_MS)


def refund(of: UUID, quantity: int, amount: int) -> Act:
    named: dict[str, Any] = {
        "location": "north",
        "series": "N1",
        "currency": "EUR",
        "sale": of,
        "lines": [RefundLine(1, "milk", quantity, amount)],
        "tender": "cash",
    }
    return Act(Refund.complete, named, NOW_MS)


def find(mesh: Mesh, text: str, node: int = 0) -> list[Receipt]:
    found: list[Receipt] = mesh.look("receipts", lambda table: receipts.find(table, text), node)
    return found


def test_sales_and_refunds_of_a_till_share_one_series_without_gaps() -> None:
    mesh = Mesh(1)
    first = mesh.append(0, sale())
    mesh.append(0, refund(first.id, 500, 50))
    mesh.append(0, sale())
    book = mesh.look("receipts", lambda table: list(receipts.all_receipts(table)))
    assert [(entry.kind, entry.text, entry.total_minor) for entry in book] == [
        ("sale", "N1-000001", 100),
        ("refund", "N1-000002", -50),
        ("sale", "N1-000003", 100),
    ]


def sell_and_fail(mesh: Mesh) -> None:
    with mesh.logs[0].transaction():
        assert mesh.append(0, sale()).number == 2
        raise RefusedError("The drawer is gone.")


def test_a_number_taken_in_a_transaction_that_fails_is_given_again() -> None:
    mesh = Mesh(1)
    mesh.append(0, sale())
    with pytest.raises(RefusedError):
        sell_and_fail(mesh)
    assert mesh.append(0, sale()).number == 2


def test_numbers_go_on_after_the_highest_in_whichever_order_they_were_written() -> None:
    mesh = Mesh(2)
    for number in (5, 3):
        body = body_of(sale().event(UUID(int=number), number))
        mesh.append_raw(0, kinds.SALE_COMPLETED, body, UUID(int=number))
    mesh.settle()
    assert mesh.dump(0) == mesh.dump(1)
    assert mesh.append(0, sale()).number == 6


def test_two_tills_that_share_a_series_name_both_have_their_receipts() -> None:
    mesh = Mesh(2)
    mine, theirs = mesh.append(0, sale(amount=1)), mesh.append(1, sale(amount=2))
    mesh.settle()
    for node in (0, 1):
        found = find(mesh, "N1-000001", node)
        assert {entry.stream for entry in found} == {mine.stream, theirs.stream}


@pytest.mark.parametrize("series", ["N1-N", "-", "N 1", "НОРД"])
def test_a_series_may_hold_any_letters(series: str) -> None:
    mesh = Mesh(1)
    made = mesh.append(0, sale(series))
    assert [entry.id for entry in find(mesh, f"{series}-000001")] == [made.id]


def test_a_number_is_found_without_its_leading_noughts() -> None:
    mesh = Mesh(1)
    made = mesh.append(0, sale())
    assert [entry.id for entry in find(mesh, "N1-1")] == [made.id]


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "N1", "N1-", "N1-000002", "N1-x", "N1--1", "N1-\u0661", "N1-1.0", "n1-000001"),
        *("N1-" + "9" * 20, "N1-" + "9" * 5_000, "N" * 5_000 + "-1"),
    ],
)
def test_what_is_no_receipt_number_finds_nothing(text: str) -> None:
    mesh = Mesh(1)
    mesh.append(0, sale())
    assert find(mesh, text) == []


def test_what_came_back_is_known_by_sale_and_item() -> None:
    mesh = Mesh(2)
    sold = mesh.append(0, sale())
    mesh.append(0, refund(sold.id, 300, 30))
    mesh.append(1, refund(sold.id, 200, 20))
    mesh.settle()
    for node in (0, 1):
        back = mesh.look("receipts", lambda table: receipts.refunded(table, sold.id), node)
        assert back == {1: (500, 50)}
    assert mesh.look("receipts", lambda table: receipts.refunded(table, UUID(int=404))) == {}


def test_an_id_or_a_number_given_twice_is_two_receipts_in_any_batch() -> None:
    """Order of arrival is no argument: one by one and all at once give the same bytes."""
    mesh = Mesh(3)
    for amount in (5, 3, 9, 1):
        body = body_of(sale(amount=amount).event(UUID(int=7), 1))
        mesh.append_raw(0, kinds.SALE_COMPLETED, body, UUID(int=7))
        body = body_of(refund(UUID(int=1), amount, 0).event(UUID(int=7), 2))
        mesh.append_raw(0, kinds.REFUND_COMPLETED, body, UUID(int=7))
    while mesh.pull(1, 0, 0, 1):
        pass
    mesh.settle()
    assert mesh.dump(0) == mesh.dump(1) == mesh.dump(2)
    assert [entry.total_minor for entry in find(mesh, "N1-1")] == [5, 3, 9, 1]
    assert mesh.look("receipts", lambda table: receipts.refunded(table, UUID(int=1))) == {
        1: (18, 0)
    }


def test_a_sale_whose_id_is_a_text_is_left_out_of_the_book() -> None:
    mesh = Mesh(1)
    body = body_of(sale().event(UUID(int=7), 1))
    mesh.append_raw(0, kinds.SALE_COMPLETED, body, "sixteen letters!")
    mesh.append_raw(0, kinds.SALE_COMPLETED, body, "short")
    assert mesh.look("receipts", lambda table: list(receipts.all_receipts(table))) == []
