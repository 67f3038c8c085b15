"""Stock that comes in only goes up; stock that is put right goes both ways, with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.errors import RefusedError
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.aggregate import moment
from core.shop.limits import LINES_MAX
from core.shop.stock import StockAdjustment, StockReceipt
from tests.strategies import kind_of

NOW = moment(1_700_000_000_000)


def receive(**changed: Any) -> StockReceipt:
    named: dict[str, Any] = {"location": "north", "lines": [("milk", 12_000)]}
    return StockReceipt.receive(id=UUID(int=1), timestamp=NOW, **(named | changed))


def adjust(**changed: Any) -> StockAdjustment:
    named: dict[str, Any] = {"location": "north", "lines": [("milk", -500)], "reason": "spilt"}
    return StockAdjustment.adjust(id=UUID(int=1), timestamp=NOW, **(named | changed))


def test_a_delivery_is_one_event() -> None:
    receipt = receive(reference="note 7")
    (event,) = receipt.collect_events()
    assert kind_of(event) == kinds.STOCK_RECEIVED
    assert (receipt.location, receipt.reference) == ("north", "note 7")
    assert receipt.lines == (("milk", 12_000),)


def test_an_adjustment_goes_up_and_down_and_keeps_its_reason() -> None:
    adjustment = adjust(lines=[("milk", -500), ("bread", 1)])
    (event,) = adjustment.collect_events()
    assert kind_of(event) == kinds.STOCK_ADJUSTED
    assert adjustment.lines == (("milk", -500), ("bread", 1))
    assert adjustment.reason == "spilt"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lines": []}, f"Give 1 to {LINES_MAX} lines of SKU and quantity."),
        ({"lines": [("m", 1)] * (LINES_MAX + 1)}, f"Give 1 to {LINES_MAX} lines"),
        ({"lines": [("m", 0)]}, "The quantity of m is nothing or out of bounds."),
        ({"lines": [("m", QUANTITY_MILLI_MAX + 1)]}, "The quantity of m is nothing or out of"),
        ({"lines": [("", 1)]}, "An SKU has 1 to 48 characters, not 0."),
        ({"lines": [("m\0", 1)]}, "An SKU holds a character that cannot be written down."),
        ({"location": ""}, "A location has 1 to 48 characters, not 0."),
        ({"location": "n" * 49}, "A location has 1 to 48 characters, not 49."),
    ],
)
@pytest.mark.parametrize("decide", [receive, adjust])
def test_a_refusal_is_one_clear_sentence(decide: Any, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        decide(**changed)
    assert str(refused.value).startswith(said)
    assert str(refused.value).endswith(".")


def test_a_delivery_never_takes_goods_away() -> None:
    with pytest.raises(RefusedError, match="The quantity of milk"):
        receive(lines=[("milk", -1)])


def test_an_adjustment_without_a_reason_is_refused() -> None:
    with pytest.raises(RefusedError, match=r"^An adjustment needs a reason\.$"):
        adjust(reason="")
    with pytest.raises(RefusedError, match=r"^A note has 0 to 64 characters, not 65\.$"):
        adjust(reason="r" * 65)
