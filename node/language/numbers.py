"""Quantities and rates as people of a language write them."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_percent, get_decimal_symbol

from core.quantity import format_quantity
from node.language.languages import checked_language, locale_name

PPM = 1_000_000
"""A rate of one: rates are integers of millionths."""


def quantity_text(language: str, quantity_milli: int) -> str:
    """Return a quantity, with as many decimals as it has."""
    return number_text(language, format_quantity(quantity_milli))


def number_text(language: str, digits: str) -> str:
    """Return a number that is written with a point, with the language's own sign."""
    return digits.replace(".", get_decimal_symbol(locale_name(checked_language(language))))


def percent_text(language: str, rate_ppm: int) -> str:
    """Return a rate in percent, with as many decimals as it has."""
    locale = locale_name(checked_language(language))
    return format_percent(Decimal(rate_ppm) / PPM, locale=locale, decimal_quantization=False)
