"""Money as people write it: as Babel does, to the blank."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from core.money import AMOUNT_MINOR_MAX, EXPONENT
from node.language.languages import LANGUAGES, locale_name
from node.language.money import money_format

CURRENCIES = ("USD", "EUR", "BRL", "UAH", "GBP", "PLN")
"""Some that have two decimals, as all amounts here do."""


@given(
    st.sampled_from(LANGUAGES),
    st.sampled_from(CURRENCIES),
    st.integers(-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX),
)
def test_an_amount_is_written_as_babel_writes_it(
    language: str, currency: str, amount_minor: int
) -> None:
    amount = Decimal(amount_minor).scaleb(-EXPONENT)
    expected = format_currency(amount, currency, locale=locale_name(language))
    assert money_format(language, currency).text(amount_minor) == expected


@pytest.mark.parametrize(
    ("language", "currency", "said"),
    [
        ("en", "USD", "-$1,234.50"),
        ("pt-BR", "BRL", "-R$\N{NO-BREAK SPACE}1.234,50"),
        ("uk", "UAH", "-1\N{NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}₴"),
        ("de", "EUR", "-1.234,50\N{NO-BREAK SPACE}€"),
        ("es", "EUR", "-1.234,50\N{NO-BREAK SPACE}€"),
    ],
)
def test_each_language_has_its_own_way(language: str, currency: str, said: str) -> None:
    assert money_format(language, currency).text(-123_450) == said


def test_a_currency_nobody_knows_is_written_by_its_letters() -> None:
    assert money_format("de", "XQX").text(5) == "0,05\N{NO-BREAK SPACE}XQX"
