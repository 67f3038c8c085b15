"""Refusals in other languages: said in English where they are decided, translated at the edge.

Whoever refuses raises one English sentence, which also stands in logs and is what programs read.
The catalogue ``refusals`` has those sentences with blanks in them; a sentence is found again by
what stands between its blanks. What is not in the catalogue is said in English.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from node.language.languages import SOURCE
from node.language.words import catalogues, translated

SUBJECT = "refusals"
"""The catalogue."""


def refusal_in(language: str, sentence: str) -> str:
    """Return a refusal in a language; what fills its blanks is translated where it is known."""
    if language == SOURCE:
        return sentence
    for pattern, text in _patterns(language):
        if (found := pattern.fullmatch(sentence)) is not None:
            known = _texts(language)
            blanks = {name: known.get(word, word) for name, word in found.groupdict().items()}
            return text.format(**blanks)
    return sentence


@cache
def _texts(language: str) -> dict[str, str]:
    for subject, catalogue in catalogues(language):
        if subject == SUBJECT:
            return {key: text for key, text in translated(catalogue) if isinstance(text, str)}
    return {}


@cache
def _patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Return how each sentence is recognised: those with most words of their own first."""
    found = sorted(_texts(language).items(), key=lambda each: (-len(own_words(each[0])), each[0]))
    return [(pattern_of(key), text) for key, text in found]


def own_words(template: str) -> str:
    """Return what of a sentence stands outside its blanks."""
    return "".join(text for text, _, _, _ in Formatter().parse(template))


def pattern_of(template: str) -> re.Pattern[str]:
    """Return what recognises a sentence whatever fills its blanks."""
    parts = [
        re.escape(text) + (f"(?P<{name}>.+?)" if name else "")
        for text, name, _, _ in Formatter().parse(template)
    ]
    return re.compile("".join(parts), re.DOTALL)
