"""Words: gettext catalogues, read as they are written.

``node/language/<language>/<subject>.po`` holds the translations of one subject. The English
sentence is the key; a plural has as many forms as its language has categories. What a catalogue
does not say is said in English.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from node.language.languages import LANGUAGES, PLURALS, checked_language, locale_name

FOLDER = Path(__file__).parent
"""Where the catalogues are."""

CONTEXT_END = "\x04"
"""What stands between a context and a sentence in a key, as in gettext's own files."""

Text = str | tuple[str, ...]
"""A translation: a sentence, or one for each plural form."""


@dataclass(frozen=True)
class Words:
    """Everything that is said in one language."""

    language: str
    texts: dict[str, Text]
    """By the English sentence, of a plural that for one; a context stands before it."""

    def say(self, text: str, context: str = "") -> str:
        """Return a sentence in this language."""
        found = self.texts.get(key_of(text, context), text)
        return found if isinstance(found, str) else found[0]

    def count(self, one: str, many: str, number: int) -> str:
        """Return the form of a sentence that a number takes; the number is not written in."""
        found = self.texts.get(one)
        if found is None or isinstance(found, str):
            return one if number == 1 else many
        category = Locale.parse(locale_name(self.language)).plural_form(number)
        return found[PLURALS[self.language].index(category)]


def key_of(text: str, context: str = "") -> str:
    """Return what a sentence is found by."""
    return f"{context}{CONTEXT_END}{text}" if context else text


@cache
def words(language: str, subject: str = "") -> Words:
    """Return the words of a language; where subjects say one sentence differently, ``subject``'s.

    Raises :class:`core.errors.RefusedError` of no language.
    """
    checked_language(language)
    found = sorted(catalogues(language), key=lambda each: each[0] == subject)
    return Words(language, {key: text for _, each in found for key, text in translated(each)})


@cache
def words_of(language: str, subject: str) -> Words:
    """Return the words of one subject alone: a short verb does not read what screens say."""
    return Words(language, dict(translated(catalogue(language, subject))))


def catalogues(language: str) -> Iterator[tuple[str, Catalog]]:
    """Yield each subject that is written in a language, and its catalogue."""
    for path in sorted((FOLDER / locale_name(language)).glob("*.po")):
        yield path.stem, catalogue(language, path.stem)


def catalogue(language: str, subject: str) -> Catalog:
    """Return what is written of a subject in a language; raises :class:`RefusedError` of none."""
    name = locale_name(checked_language(language))
    with (FOLDER / name / f"{subject}.po").open("rb") as file:
        return read_po(file, locale=name, abort_invalid=True)


def translated(catalogue: Catalog) -> Iterator[tuple[str, Text]]:
    """Yield the key and the translation of every message that has one."""
    for message in catalogue:
        first = message.id if isinstance(message.id, str) else message.id[0]
        said = message.string or ""
        text = said if isinstance(said, str) else tuple(said)
        if first and all([text] if isinstance(text, str) else text):
            yield key_of(first, message.context or ""), text


def subjects() -> dict[str, set[str]]:
    """Return of each subject the languages it is written in."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for subject, _ in catalogues(language):
            found.setdefault(subject, set()).add(language)
    return found
