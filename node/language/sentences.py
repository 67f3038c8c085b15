"""Sentences that were said in English elsewhere, found again and said in another language.

Whoever decides something says it in one English sentence, which stands in logs and answers and is
what programs read. A catalogue has those sentences with blanks in them; one is found again by
what stands between its blanks. What is in no catalogue stays English.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from babel import Locale

from node.language.languages import PLURALS, SOURCE, locale_name
from node.language.numbers import number_text
from node.language.words import Text, catalogue

COUNT = "count"
"""The blank whose number chooses the form of a plural."""

SAYING = frozenset(
    ("deed", "fault", "field", "kind", "name", "reason", "role", "span", "state")
).union(("unit", "what", "who"))
"""Blanks that are filled with words of ours; others name what people have named."""

FIGURES = frozenset(("amount", "number", "quantity"))
"""Blanks that are filled with numbers."""

_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+( [A-Z]{3})?")


def sentence_in(language: str, sentence: str, *subjects: str) -> str:
    """Return a sentence of some subjects in a language; so is what fills its blanks, where known.

    Where two subjects say one sentence differently, it is said as the first of them does.
    """
    if language == SOURCE:
        return sentence
    whole, patterns = _sentences(language, subjects)
    if (known := whole.get(sentence)) is not None:
        return known
    for words, pattern, text in patterns:
        if words in sentence and (found := pattern.fullmatch(sentence)) is not None:
            blanks = {
                name: _filled(language, name, word, subjects)
                for name, word in found.groupdict().items()
            }
            return _form(language, text, blanks).format(**blanks)
    return sentence


def _filled(language: str, name: str, word: str, subjects: tuple[str, ...]) -> str:
    if name in SAYING:
        return sentence_in(language, word, *subjects)
    decimal = name in FIGURES and _DECIMAL.fullmatch(word)
    return number_text(language, word) if decimal else word


def _form(language: str, text: Text, blanks: dict[str, str]) -> str:
    """Return a sentence in the form that its number takes; a number no one can read is many."""
    if isinstance(text, str):
        return text
    number = blanks.get(COUNT, "")
    if not (number.isascii() and number.isdecimal()):
        return text[-1]
    category = Locale.parse(locale_name(language)).plural_form(int(number))
    return text[PLURALS[language].index(category)]


@cache
def _sentences(
    language: str, subjects: tuple[str, ...]
) -> tuple[dict[str, str], list[tuple[str, re.Pattern[str], Text]]]:
    """Return sentences without blanks, and how others are known: most own words first.

    The longest run of own words comes along, without which no pattern needs a try.
    """
    whole: dict[str, str] = {}
    blank: list[tuple[str, Text]] = []
    for message in (one for subject in subjects for one in catalogue(language, subject)):
        said = message.string or ""
        keys = [message.id] if isinstance(message.id, str) else list(message.id)
        for key in filter(None, keys):
            if isinstance(said, str) and own_words(key) == key:
                whole.setdefault(key, said or key)
            elif said:
                blank.append((key, said if isinstance(said, str) else tuple(said)))
    blank.sort(key=lambda each: (-len(own_words(each[0])), each[0]))
    return whole, [(_longest(key), pattern_of(key), text) for key, text in blank]


def _longest(template: str) -> str:
    return max((text for text, _, _, _ in Formatter().parse(template)), key=len)


def own_words(template: str) -> str:
    """Return what of a sentence stands outside its blanks."""
    return "".join(text for text, _, _, _ in Formatter().parse(template))


def pattern_of(template: str) -> re.Pattern[str]:
    """Return what recognises a sentence whatever fills its blanks, one name with one word."""
    parts, names = [], set[str]()
    for text, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(text))
        if name:
            parts.append(f"(?P={name})" if name in names else f"(?P<{name}>.+?)")
            names.add(name)
    return re.compile("".join(parts), re.DOTALL)
