"""The language of the command line, and how it writes money, quantities and days.

The language is what ``--language`` says, else ``TILLMESH_LANGUAGE``, else what the node's
configuration says, else what the system's ``LANG`` says. English is said without a catalogue, so
that what a script waits for reads nothing it need not; ``--json`` is the same in all of them.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.money import format_amount
from core.quantity import format_quantity
from node.cli.moments import size, utc_clock, wall_clock
from node.language.languages import LANGUAGES, SOURCE
from node.language.marks import mark, mark_count
from node.language.subjects import AUDITED, HEARD

CONFIG_FILE = "node.toml"
"""The configuration's name: :mod:`node.config` reads much that a short verb does not need."""

LANGUAGE_VARIABLE = "TILLMESH_LANGUAGE"
"""The variable of the environment that says more than the node does; ``--language`` sets it."""

SYSTEM_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables in which a system says its language; the first that says one counts."""

SUBJECT = "cli"
"""The catalogue of what the command line says itself."""

TENDERS = {
    "cash": mark("cash"),
    "card": mark("card"),
    "voucher": mark("voucher"),
    "gift-card": mark("gift card"),
    "store-credit": mark("store credit"),
    "points": mark("points"),
    "on-account": mark("on account"),
    "change": mark("change"),
}
"""What kinds of tenders are called in other languages; in English a kind is its own name."""

SPANS = (
    (365 * 86_400_000, mark_count("{count} year", "{count} years"), mark("{count} y")),
    (86_400_000, mark_count("{count} day", "{count} days"), mark("{count} d")),
    (3_600_000, mark_count("{count} hour", "{count} hours"), mark("{count} h")),
    (60_000, mark_count("{count} minute", "{count} minutes"), mark("{count} min")),
    (1_000, mark_count("{count} second", "{count} seconds"), mark("{count} s")),
)
"""Units of time: milliseconds of one, what one and many are called, and a few letters."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A language, and the currency of the node that speaks it."""

    language: str = SOURCE
    currency: str = ""

    @property
    def is_source(self) -> bool:
        """Whether it is the language in which everything is written."""
        return self.language == SOURCE

    def say(self, text: str, **blanks: object) -> str:
        """Return an English sentence in this language, its blanks filled in."""
        if self.language != SOURCE:
            from node.language.words import words_of

            text = words_of(self.language, SUBJECT).say(text)
        return text.format(**blanks)

    def count(self, one: str, many: str, count: int, **blanks: object) -> str:
        """Return the sentence that a number takes, ``{count}`` and other blanks filled in."""
        if self.language == SOURCE:
            text = one if count == 1 else many
        else:
            from node.language.words import words_of

            text = words_of(self.language, SUBJECT).count(one, many, count)
        return text.format(count=count, **blanks)

    def heard(self, sentence: str) -> str:
        """Return what a node said in English; what no catalogue knows stays as it is."""
        return self._found(sentence, HEARD)

    def audited(self, sentence: str) -> str:
        """Return what an audit said in English; what no catalogue knows stays as it is."""
        return self._found(sentence, AUDITED)

    def _found(self, sentence: str, subjects: tuple[str, ...]) -> str:
        if self.language == SOURCE or not sentence:
            return sentence
        from node.language.sentences import sentence_in

        return sentence_in(self.language, sentence, *subjects)

    def money(self, amount_minor: int) -> str:
        """Return an amount of the node's currency."""
        if self.language == SOURCE or not self.currency:
            return format_amount(amount_minor)
        from node.language.money import money_format

        return money_format(self.language, self.currency).text(amount_minor)

    def priced(self, amount_minor: int, currency: str) -> str:
        """Return an amount with its currency, which a price of most languages has anyway."""
        if self.language == SOURCE:
            return f"{format_amount(amount_minor)} {currency}"
        from node.language.money import money_format

        return money_format(self.language, currency).text(amount_minor)

    def tender(self, kind: str) -> str:
        """Return what a kind of tender is called; a shop's own kinds as the shop calls them."""
        return self.say(TENDERS[kind]) if self.language != SOURCE and kind in TENDERS else kind

    def heading(self, text: str) -> str:
        """Return the heading of a column, which may be empty."""
        return self.say(text) if text else ""

    def quantity(self, quantity_milli: int) -> str:
        """Return a quantity."""
        if self.language == SOURCE:
            return format_quantity(quantity_milli)
        from node.language.numbers import quantity_text

        return quantity_text(self.language, quantity_milli)

    def day(self, day: str) -> str:
        """Return a day that is written like 2026-11-26."""
        if self.language == SOURCE:
            return day
        from node.language.dates import date_text

        return date_text(self.language, day)

    def number(self, digits: str) -> str:
        """Return a number that is written with a point, like 2.5."""
        if self.language == SOURCE:
            return digits
        from node.language.numbers import number_text

        return number_text(self.language, digits)

    def minute(self, at_ms: int) -> str:
        """Return a time of UTC, to the minute, with its day."""
        at = utc_clock(at_ms)
        return f"{self.digits(at)} {at:%H:%M}"

    def second(self, at_ms: int) -> str:
        """Return a time of UTC, to the second, with its day."""
        at = utc_clock(at_ms)
        return f"{self.digits(at)} {at:%H:%M:%S}"

    def digits(self, at: date) -> str:
        """Return a day in digits, as for a column of a table."""
        day = f"{at:%Y-%m-%d}"
        if self.language == SOURCE:
            return day
        from node.language.dates import numeric_date

        return numeric_date(self.language, day)

    def moment(self, at_ms: int, now_ms: int) -> str:
        """Return a time of the wall clock here: the minute, and the day unless it is today's."""
        at, now = wall_clock(at_ms), wall_clock(now_ms)
        day = "" if at.date() == now.date() else f"{self.digits(at)} "
        return f"{day}{at:%H:%M}"

    def span(self, milliseconds: int) -> str:
        """Return a length of time in one unit, like ``3 minutes``."""
        for length, called, _ in SPANS:
            if milliseconds >= length:
                return self.count(*called, milliseconds // length)
        return f"{milliseconds} ms"

    def short(self, milliseconds: int) -> str:
        """Return a length of time in a few letters, like ``3 min``."""
        for length, _, letters in SPANS:
            if milliseconds >= length:
                return self.say(letters, count=milliseconds // length)
        return f"{milliseconds} ms"

    def signed(self, milliseconds: int) -> str:
        """Return a difference of time with its sign, in a few letters: ``+3 ms``, ``-2 h``."""
        return f"{'-' if milliseconds < 0 else '+'}{self.short(abs(milliseconds))}"

    def size(self, size_bytes: int) -> str:
        """Return a number of bytes in one unit."""
        return self.number(size(size_bytes))

    def age(self, age_s: int) -> str:
        """Return an age as people say it: in its largest unit, cut down to whole ones."""
        if age_s >= 86_400:
            return self.count("{count} day ago", "{count} days ago", age_s // 86_400)
        if age_s >= 3_600:
            return self.say("{count} h ago", count=age_s // 3_600)
        if age_s >= 60:
            return self.say("{count} min ago", count=age_s // 60)
        return self.say("{count} s ago", count=age_s) if age_s else self.say("just now")


ENGLISH = Speech()
"""What is spoken where nobody says otherwise."""


def speech_of(data: Path) -> Speech:
    """Return how the node in a data directory speaks.

    What cannot be read, or is no language there is, is English: what is said of a sale that was
    made must never look like a refusal.
    """
    try:
        said = tomllib.loads((data / CONFIG_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        said = {}
    return Speech(spoken(said.get("language")), str(said.get("currency", "USD")))


def spoken(configured: object = None) -> str:
    """Return the language that is spoken where a node's configuration says this one."""
    asked = os.environ.get(LANGUAGE_VARIABLE) or configured or _systems()
    return asked if isinstance(asked, str) and asked in LANGUAGES else SOURCE


def _systems() -> str:
    """Return the language of the system, said as ``pt_BR.UTF-8``."""
    said = next((os.environ[name] for name in SYSTEM_VARIABLES if os.environ.get(name)), "")
    tag = said.partition(".")[0].replace("_", "-")
    return tag if tag in LANGUAGES else tag.partition("-")[0]


def receipt_sentence(answer: dict[str, Any], language: str) -> str:
    """Return what a cashier wants to read after a sale or refund, in any language but English."""
    from node.language.money import money_format
    from node.language.words import words_of

    say = words_of(language, SUBJECT)
    money = money_format(language, answer["currency"])
    total = answer["total_minor"]
    if answer["kind"] == "sale":
        done = say.say("Sold for {amount}")
        if total < 0:
            done = say.say("Sold, with {amount} to pay out")
    else:
        done = say.say("Refunded {amount}")
        if total > 0:
            done = say.say("Taken back, with {amount} to pay in")
    text = done.format(amount=money.text(abs(total)))
    text += say.say(", receipt {receipt}.").format(receipt=answer["receipt"])
    if answer["change_minor"]:
        change = money.text(answer["change_minor"])
        text += " " + say.say("Change {amount}.").format(amount=change)
    if answer["repeated"]:
        text += " " + say.say("This command was done before; nothing was done again.")
    return text
