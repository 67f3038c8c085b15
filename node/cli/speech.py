"""The language of the command line, and how it writes money, quantities and days.

The language is what ``--language`` says, else ``TILLMESH_LANGUAGE``, else what the node's
configuration says, else what the system's ``LANG`` says. English is said without a catalogue, so
that what a script waits for reads nothing it need not; ``--json`` is the same in all of them.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.money import format_amount
from core.quantity import format_quantity
from node.language.languages import LANGUAGES, SOURCE

CONFIG_FILE = "node.toml"
"""The configuration's name: :mod:`node.config` reads much that a short verb does not need."""

LANGUAGE_VARIABLE = "TILLMESH_LANGUAGE"
"""The variable of the environment that says more than the node does; ``--language`` sets it."""

SYSTEM_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables in which a system says its language; the first that says one counts."""

SUBJECT = "cli"
"""The catalogue."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A language, and the currency of the node that speaks it."""

    language: str = SOURCE
    currency: str = ""

    def say(self, text: str, **blanks: object) -> str:
        """Return an English sentence in this language, its blanks filled in."""
        if self.language != SOURCE:
            from node.language.words import words

            text = words(self.language, SUBJECT).say(text)
        return text.format(**blanks)

    def count(self, one: str, many: str, count: int) -> str:
        """Return the sentence that a number takes, ``{count}`` filled in."""
        if self.language == SOURCE:
            text = one if count == 1 else many
        else:
            from node.language.words import words

            text = words(self.language, SUBJECT).count(one, many, count)
        return text.format(count=count)

    def money(self, amount_minor: int) -> str:
        """Return an amount of the node's currency."""
        if self.language == SOURCE or not self.currency:
            return format_amount(amount_minor)
        from node.language.money import money_format

        return money_format(self.language, self.currency).text(amount_minor)

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
    from node.language.words import words

    say = words(language, "cli")
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
