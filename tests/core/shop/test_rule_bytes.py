"""Rules, tickets and notes of the sale are these bytes for ever: another build must read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.shop.age_check import AgeCheck
from core.shop.aggregate import ShopAggregate, moment
from core.shop.count import StockCount
from core.shop.label_setting import LabelSetting
from core.shop.price_rules import PriceSetting, RoundingSetting, TaxSetting
from core.shop.pricing.price_list import PriceRule
from core.shop.pricing.tax import Tax
from core.shop.product_edit import FieldEdit, ProductEdit
from core.shop.promotion import PromotionEdit
from core.shop.tender_note import TenderNote, TenderSettlement
from core.shop.ticket import Ticket, TicketClosing, TicketCompletion
from core.shop.ticket_steps import (
    TicketEdit,
    TicketLineRemoval,
    TicketScan,
    TicketTender,
    TicketTenderReturn,
)
from core.views.shop import SHOP_READERS
from tests.strategies import body_of, kind_of

AT: dict[str, Any] = {"id": UUID(int=9), "timestamp": moment(1_700_000_000_000)}
CART: dict[str, Any] = {**AT, "ticket": UUID(int=5)}
STREAM = bytes(20) + b"branch:north"
CUT = ((STREAM, 7),)


def abandoned() -> StockCount:
    count = StockCount.start(**AT, location="north")
    count.abandon(AT["timestamp"], "lunch")
    return count


DECIDED: dict[str, tuple[ShopAggregate, str]] = {
    "product.edited": (
        ProductEdit.decide(**AT, sku="milk", fields=[FieldEdit("price", 2, 120)]),
        "9401cf0000018bcfe56800a46d696c6b9193a570726963650278",
    ),
    "price.set": (
        PriceSetting.decide(
            **AT,
            sku="milk",
            rule=PriceRule("north", "club", 0, 7, 9, 120),
            revision=1,
        ),
        "9501cf0000018bcfe56800a46d696c6b96a56e6f727468a4636c75620007097801",
    ),
    "tax.set": (
        TaxSetting.decide(
            **AT,
            tax_class="food",
            branch="",
            from_ms=7,
            taxes=[Tax("VAT", 50_000, 1)],
            revision=1,
        ),
        "9701cf0000018bcfe56800a4666f6f64a0079193a3564154cdc3500101",
    ),
    "rounding.set": (
        RoundingSetting.decide(
            **AT,
            branch="",
            from_ms=7,
            cash_step_minor=5,
            by_receipt=True,
            revision=1,
        ),
        "9701cf0000018bcfe56800a007050101",
    ),
    "promotion.edited": (
        PromotionEdit.decide(**AT, promotion="p", fields=[FieldEdit("take", 1, 3)]),
        "9401cf0000018bcfe56800a1709193a474616b650103",
    ),
    "labels.set": (
        LabelSetting.decide(**AT, layouts=["21IIIIIWWWWWC"], revision=1),
        "9401cf0000018bcfe5680091ad3231494949494957575757574301",
    ),
    "age.checked": (
        AgeCheck.state(
            **AT,
            location="north",
            till="N1",
            sale=UUID(int=6),
            minimum_age=18,
            by="ann",
        ),
        "9701cf0000018bcfe56800a56e6f727468a24e31c4100000000000000000000000000000000612a3616e6e",
    ),
    "tender.noted": (
        TenderNote.note(
            **AT,
            location="north",
            sale=UUID(int=6),
            tender=1,
            kind="pix",
            amount_minor=5,
            reference="A7",
            pending=True,
        ),
        "9901cf0000018bcfe56800a56e6f727468c4100000000000000000000000000000000601a3706978"
        "05a2413701",
    ),
    "tender.settled": (
        TenderSettlement.settle(**AT, sale=UUID(int=6), tender=1, confirmed=True, by="ann"),
        "9701cf0000018bcfe56800c410000000000000000000000000000000060101a0a3616e6e",
    ),
    "ticket.opened": (
        Ticket.open(**AT, location="north", till="N1"),
        "9401cf0000018bcfe56800a56e6f727468a24e31",
    ),
    "ticket.line_added": (
        TicketScan.scan(
            **CART,
            line=1,
            till="N1",
            sku="milk",
            quantity_milli=1_000,
            amount_minor=5,
        ),
        "9a02cf0000018bcfe56800c4100000000000000000000000000000000501c400a24e31a46d696c6b"
        "cd03e80500",
    ),
    "ticket.line_removed": (
        TicketLineRemoval.remove(**CART, line=1, owner=STREAM, cut=CUT),
        "9602cf0000018bcfe56800c4100000000000000000000000000000000501c4200000000000000000"
        "0000000000000000000000006272616e63683a6e6f7274689192c420000000000000000000000000"
        "00000000000000006272616e63683a6e6f72746807",
    ),
    "ticket.tendered": (
        TicketTender.take(**CART, till="N1", kind="card", amount_minor=5, reference="A7"),
        "9802cf0000018bcfe56800c41000000000000000000000000000000005a24e31a46361726405a2413700",
    ),
    "ticket.tender_returned": (
        TicketTenderReturn.give_back(**CART, sequence=7),
        "9401cf0000018bcfe56800c4100000000000000000000000000000000507",
    ),
    "ticket.edited": (
        TicketEdit.edit(**CART, fields=[FieldEdit("holder", 1, "N1")]),
        "9401cf0000018bcfe56800c410000000000000000000000000000000059193a6686f6c64657201a24e31",
    ),
    "ticket.completed": (
        TicketCompletion.complete(**CART, sale=UUID(int=6), cut=CUT),
        "9502cf0000018bcfe56800c41000000000000000000000000000000005c410000000000000000000"
        "000000000000069192c42000000000000000000000000000000000000000006272616e63683a6e6f"
        "72746807",
    ),
    "ticket.closed": (
        TicketClosing.close(**CART, into=UUID(int=6), reason="r", cut=CUT),
        "9601cf0000018bcfe56800c41000000000000000000000000000000005c410000000000000000000"
        "00000000000006a1729192c42000000000000000000000000000000000000000006272616e63683a"
        "6e6f72746807",
    ),
    "count.abandoned": (
        abandoned(),
        "9301cf0000018bcfe56800a56c756e6368",
    ),
}
"""Of each kind an event, and its body."""


@pytest.mark.parametrize("kind", DECIDED)
def test_a_body_is_written_as_it_always_was_and_read_again(kind: str) -> None:
    decided, body = DECIDED[kind]
    event: Any = list(decided.collect_events())[-1]
    assert (kind_of(event), body_of(event).hex()) == (kind, body)
    if kind in SHOP_READERS:
        assert SHOP_READERS[kind](bytes.fromhex(body)).at_ms == 1_700_000_000_000
