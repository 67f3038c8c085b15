"""Writing a report in a language: its words, and every value as people of the language do."""

from __future__ import annotations

from dataclasses import dataclass

from core.audit.report.section import Cell, Form
from core.money import format_amount
from core.quantity import format_quantity
from node.auditing.plain import time_text
from node.language.dates import numeric_date, second_text
from node.language.languages import SOURCE
from node.language.marks import mark
from node.language.numbers import number_text
from node.language.sentences import sentence_in
from node.language.subjects import AUDITED
from node.language.words import words_of

SUBJECT = "reports"
"""The catalogue of what is said around what was found."""

HASH_DIGITS = 16
"""Digits of a hash that are shown, as on every paper."""

PPM_PER_PERCENT = 10_000
"""Parts of a million in one percent."""

MINUTE_MS = 60_000
"""Milliseconds in a minute."""

NONE = mark("none")
"""What is said of a price that is none."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A language in which a report is written."""

    language: str = SOURCE

    def say(self, text: str, **blanks: object) -> str:
        """Return an English sentence in this language, its blanks filled in."""
        if self.language != SOURCE:
            text = words_of(self.language, SUBJECT).say(text)
        return text.format(**blanks)

    def count(self, one: str, many: str, count: int) -> str:
        """Return the sentence that a number takes, ``{count}`` filled in."""
        if self.language == SOURCE:
            return (one if count == 1 else many).format(count=count)
        return words_of(self.language, SUBJECT).count(one, many, count).format(count=count)

    def heard(self, sentence: str) -> str:
        """Return what an audit said in English; what no catalogue knows stays as it is."""
        return sentence_in(self.language, sentence, *AUDITED)

    def time(self, at_ms: int) -> str:
        """Return a time in UTC, to the second."""
        return time_text(at_ms) if self.language == SOURCE else second_text(self.language, at_ms)

    def cell(self, cell: Cell) -> str:
        """Return a value as it is printed: nothing is added up or rounded on the way."""
        match cell.form:
            case Form.TEXT:
                return str(cell.value)
            case Form.WORD:
                return self.heard(str(cell.value))
            case Form.DAY:
                day = str(cell.value)
                return day if self.language == SOURCE else numeric_date(self.language, day)
            case Form.HASH:
                return str(cell.value)[:HASH_DIGITS]
        return self._number(int(cell.value), cell.form)

    def _number(self, value: int, form: Form) -> str:
        match form:
            case Form.AMOUNT:
                return self._digits(format_amount(value))
            case Form.PRICE:
                return self.say(NONE) if value < 0 else self._digits(format_amount(value))
            case Form.QUANTITY:
                return self._digits(format_quantity(value))
            case Form.RATE:
                return f"{self._digits(percent(value))} %"
            case Form.MINUTES:
                sign = "-" if value < 0 else ""
                return sign + self.say("{count} min", count=abs(value) // MINUTE_MS)
            case Form.TIME:
                return self.time(value)
        raise AssertionError(f"nobody writes {form}")

    def _digits(self, digits: str) -> str:
        return digits if self.language == SOURCE else number_text(self.language, digits)


def percent(rate_ppm: int) -> str:
    """Return parts of a million as the digits of a percentage, exactly."""
    whole, part = divmod(rate_ppm, PPM_PER_PERCENT)
    return f"{whole}.{part:04d}".rstrip("0").rstrip(".")
