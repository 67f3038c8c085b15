"""Text on paper: every line fits, no word is lost, whatever the script."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.shop.credit import GIFT_CARD, POINTS, STORE_CREDIT
from node.language.words import words
from node.receipts.blocks import Centred, Note, Pair, Rule, Title
from node.receipts.layout import SUBJECT, tender_name
from node.receipts.text import COLUMNS, as_text, plain, width_of, wrapped
from tests.node.receipts.papers import paper, rich_sale
from tests.node.tills import Shop

WORDS = st.text(st.characters(codec="utf-8"), max_size=60)
COUNTS = st.sampled_from(COLUMNS)
BLOCKS = st.one_of(
    WORDS.map(Title),
    WORDS.map(Centred),
    WORDS.map(Note),
    st.builds(Pair, WORDS, WORDS, st.booleans(), st.sampled_from((0, 2))),
    st.just(Rule()),
)


@settings(max_examples=200)
@given(blocks=st.lists(BLOCKS, max_size=6), columns=COUNTS)
def test_no_line_is_wider_than_the_paper(blocks: list[Note], columns: int) -> None:
    for line in as_text(tuple(blocks), columns).split("\n"):
        assert width_of(line) <= columns


@given(text=WORDS, columns=COUNTS)
def test_wrapping_loses_no_letter(text: str, columns: int) -> None:
    assert "".join(wrapped(text, columns)).replace(" ", "") == "".join(plain(text).split())


def test_a_control_character_never_reaches_a_printer() -> None:
    assert plain("Milk\x1b@\x1dV\x00 1\u00a0l\u202f") == "Milk@V 1 l "


def test_wide_letters_take_two_columns_and_accents_none() -> None:
    assert width_of("牛乳") == 4
    assert width_of("e\u0301") == 1
    assert wrapped("牛" * 20, 32) == ["牛" * 16, "牛" * 4]


def test_a_long_name_wraps_and_its_price_stands_at_the_end() -> None:
    name = "Organic cold pressed extra virgin olive oil 750 ml"
    lines = as_text((Pair(name, "12,34 €"),), 32).splitlines()
    assert lines == [
        "Organic cold pressed extra",
        "virgin olive oil 750 ml  12,34 €",
    ]


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("language", ["en", "pt-BR", "uk", "de", "es"])
def test_a_receipt_fits_every_paper_in_every_language(
    shop: Shop, columns: int, language: str
) -> None:
    text = paper(shop, rich_sale(shop)["receipt"], columns=columns, language=language)
    assert max(map(width_of, text.splitlines())) == columns


@pytest.mark.parametrize(
    ("kind", "name"),
    [(GIFT_CARD, "Geschenkkarte"), (STORE_CREDIT, "Guthaben"), (POINTS, "Punkte")],
)
def test_what_is_paid_by_card_or_credit_is_called_in_the_language(kind: str, name: str) -> None:
    assert tender_name(kind, words("de", SUBJECT)) == name


def test_a_gift_card_that_is_sold_is_called_one_and_the_bank_is_named(shop: Shop) -> None:
    card = [{"code": "7F3K", "amount_minor": 5000}]
    bank = [{"kind": "bank-qr", "amount_minor": 5000}]
    receipt = shop.do("sell", gift_cards=card, tenders=bank)["receipt"]
    lines = paper(shop, receipt, language="de").splitlines()
    assert any(line.startswith("Geschenkkarte") and "50,00" in line for line in lines)
    assert any(line.startswith("Bank-QR") for line in lines)
    assert not any("0 x" in line for line in lines)
