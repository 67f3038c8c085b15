"""The language of the command line: as configured on the node, or as TILLMESH_LANGUAGE says.

English is said without a catalogue, so that what a script waits for reads nothing it need not.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from node.language.languages import LANGUAGES, SOURCE

CONFIG_FILE = "node.toml"
"""The configuration's name: :mod:`node.config` reads much that a short verb does not need."""

LANGUAGE_VARIABLE = "TILLMESH_LANGUAGE"
"""The variable of the environment that says more than the node does."""


def language_of(data: Path) -> str:
    """Return the language the node in a data directory speaks.

    What cannot be read, or is no language there is, is English: what is said of a sale that was
    made must never look like a refusal.
    """
    asked: object = os.environ.get(LANGUAGE_VARIABLE)
    if not asked:
        try:
            asked = tomllib.loads((data / CONFIG_FILE).read_text("utf-8")).get("language")
        except (OSError, ValueError):
            return SOURCE
    return asked if isinstance(asked, str) and asked in LANGUAGES else SOURCE


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
