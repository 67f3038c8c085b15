"""Dates and times as people of a language write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo

from babel import Locale
from babel.dates import format_date, format_time

from node.language.languages import checked_language, locale_name

MS_END = 253_402_214_400_000
"""A day before calendars end: later times are shown as that."""


def moment_text(language: str, at_ms: int, zone: tzinfo | None) -> str:
    """Return a time, to the second, in a time zone; None is the machine's own."""
    locale = locale_name(checked_language(language))
    at = datetime.fromtimestamp(max(0, min(at_ms, MS_END)) / 1000, tz=UTC).astimezone(zone)
    return f"{format_date(at, 'medium', locale=locale)} {format_time(at, 'medium', locale=locale)}"


def date_text(language: str, day: str) -> str:
    """Return a day that is written like 2026-11-26; what is no such day as it is."""
    return _formatted(language, day, "medium")


def numeric_date(language: str, day: str) -> str:
    """Return the same in digits, as for a column of a table; the year with four."""
    locale = Locale.parse(locale_name(checked_language(language)))
    return _formatted(language, day, re.sub("y+", "y", locale.date_formats["short"].pattern))


def second_text(language: str, at_ms: int) -> str:
    """Return a time of UTC, to the second, with its day in digits."""
    at = datetime.fromtimestamp(max(0, min(at_ms, MS_END)) / 1000, tz=UTC)
    return f"{numeric_date(language, f'{at:%Y-%m-%d}')} {at:%H:%M:%S}"


def _formatted(language: str, day: str, form: str) -> str:
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        return day
    return format_date(parsed, form, locale=locale_name(checked_language(language)))
