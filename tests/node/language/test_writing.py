"""Dates, quantities and rates as people of a language write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from node.language.dates import date_text, moment_text
from node.language.languages import LANGUAGES
from node.language.money import money_format
from node.language.numbers import percent_text, quantity_text

AT_MS = 1_700_000_000_000


def test_a_time_is_told_in_the_shops_zone() -> None:
    assert moment_text("de", AT_MS, ZoneInfo("Europe/Kyiv")) == "15.11.2023 00:13:20"
    assert moment_text("de", AT_MS, ZoneInfo("America/Sao_Paulo")) == "14.11.2023 19:13:20"
    assert "2023" in moment_text("en", AT_MS, None)


def test_every_language_writes_a_day_and_leaves_what_is_none() -> None:
    written = {tag: date_text(tag, "2026-11-26") for tag in LANGUAGES}
    assert (written["en"], written["de"]) == ("Nov 26, 2026", "26.11.2026")
    assert (written["pt-BR"], written["es"]) == ("26 de nov. de 2026", "26 nov 2026")
    assert written["uk"].startswith("26 лист. 2026")
    assert date_text("de", "") == ""


def test_quantities_and_rates_have_the_decimals_they_need() -> None:
    assert (quantity_text("en", 375), quantity_text("de", 375)) == ("0.375", "0,375")
    assert (quantity_text("uk", 2_000), percent_text("en", 77_000)) == ("2", "7.7%")
    assert percent_text("es", 210_000).replace("\u00a0", " ") == "21 %"


def test_money_is_written_by_one_formatter_for_all() -> None:
    written = {tag: money_format(tag, "EUR").text(-123_456) for tag in LANGUAGES}
    assert written["en"] == "-€1,234.56"
    assert written["de"].replace("\u00a0", " ") == "-1.234,56 €"
