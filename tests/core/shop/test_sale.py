"""Sales: tenders equal lines, and every refusal is one clear sentence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RefusedError
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.aggregate import moment
from core.shop.limits import LINES_MAX, NUMBER_MAX, TENDERS_MAX
from core.shop.lines import Tender, coupon_line, discount_line, item_line, totals_of
from core.shop.sale import Sale, receipt_text
from tests.strategies import (
    ANY_WORDS,
    Act,
    Line,
    basket_lines,
    kind_of,
    sale_acts,
    taxes_of,
    tenders_for,
)

MILK = item_line("milk", 1000, 100)
CASH = Tender("cash", 100)


def sell(**changed: Any) -> Sale:
    named: dict[str, Any] = {
        "id": UUID(int=1),
        "timestamp": moment(1_700_000_000_000),
        "location": "north",
        "series": "N1",
        "number": 1,
        "currency": "EUR",
        "lines": [MILK],
        "tenders": [CASH],
    }
    return Sale.complete(**(named | changed))


def test_a_sale_is_one_event_that_keeps_what_was_charged() -> None:
    sale = sell(number=42, customer="c7", ticket=b"t")
    (event,) = sale.collect_events()
    assert kind_of(event) == kinds.SALE_COMPLETED
    assert (sale.lines, sale.tenders, sale.ticket) == ((MILK,), (CASH,), b"t")
    assert (sale.customer, sale.receipt) == ("c7", "N1-000042")
    assert sale.totals.to_pay_minor == 100


@settings(max_examples=60)
@given(basket_lines(), st.data())
def test_tenders_must_equal_the_lines_to_the_last_cent(
    lines: list[Line], data: st.DataObject
) -> None:
    to_pay = totals_of(lines).to_pay_minor
    taxes = data.draw(taxes_of(lines))
    sale = sell(lines=lines, tenders=data.draw(tenders_for(to_pay)), taxes=taxes)
    assert sum(amount for _, amount in sale.tenders) == sale.totals.to_pay_minor == to_pay
    wrong = data.draw(tenders_for(to_pay + data.draw(st.sampled_from([-1, 1, 100]))))
    with pytest.raises(RefusedError, match="is to pay"):
        sell(lines=lines, tenders=wrong, taxes=taxes)


@settings(max_examples=60)
@given(sale_acts(ANY_WORDS))
def test_the_same_decision_gives_the_same_event(act: Act) -> None:
    assert act.event(UUID(int=7), 3) == act.event(UUID(int=7), 3)


def test_change_handed_back_is_a_negative_tender() -> None:
    assert sell(tenders=[Tender("cash", 500), Tender("cash", -400)]).totals.to_pay_minor == 100


def test_a_basket_below_zero_is_paid_out() -> None:
    lines = [MILK, coupon_line("maker", 0, -130)]
    assert sell(lines=lines, tenders=[Tender("cash", -30)]).totals.to_pay_minor == -30


def test_a_basket_that_costs_nothing_needs_no_tender() -> None:
    free = [MILK, discount_line("gift", 1, -100)]
    assert sell(lines=free, tenders=[]).totals.to_pay_minor == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lines": [], "tenders": []}, "A sale needs at least one line of goods."),
        (
            {"lines": [discount_line("air", 0, -1)], "tenders": [Tender("cash", -1)]},
            "A sale needs at least one line of goods.",
        ),
        ({"tenders": []}, "The tenders are 0.00 but 1.00 is to pay."),
        ({"tenders": [Tender("cash", 101)]}, "The tenders are 1.01 but 1.00 is to pay."),
        ({"tenders": [Tender("", 100)]}, "A tender's kind is empty or too long."),
        ({"tenders": [Tender("\ud800", 100)]}, "A tender holds a character that"),
        ({"lines": [MILK] * (LINES_MAX + 1)}, f"A sale has at most {LINES_MAX} lines."),
        ({"tenders": [CASH] * (TENDERS_MAX + 1)}, f"A sale has at most {TENDERS_MAX} tenders."),
        ({"lines": [item_line("m", 1, AMOUNT_MINOR_MAX + 1)]}, "A line's amount is no amount"),
        ({"lines": [item_line("\udfff", 1, 100)]}, "An SKU or reason holds a character that"),
        ({"location": ""}, "A location has 1 to 48 characters, not 0."),
        ({"location": "n\0"}, "A location holds a character that cannot be written down."),
        ({"series": "N" * 33}, "A receipt series has 1 to 32 characters, not 33."),
        ({"currency": ""}, "A currency has 1 to 8 characters, not 0."),
        ({"customer": "c" * 65}, "A customer number has 0 to 64 characters, not 65."),
        ({"number": 0}, f"A receipt number is 1 to {NUMBER_MAX}, not 0."),
        ({"number": NUMBER_MAX + 1}, "A receipt number is 1 to"),
    ],
)
def test_a_refusal_is_one_clear_sentence(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        sell(**changed)
    text = str(refused.value)
    assert text.startswith(said)
    assert text.endswith(".")
    assert "\n" not in text


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "N1-000001"), (999_999, "N1-999999"), (1_000_000, "N1-1000000")],
)
def test_a_receipt_number_has_six_digits_or_more(number: int, text: str) -> None:
    assert receipt_text("N1", number) == text
