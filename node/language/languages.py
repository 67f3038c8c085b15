"""Which languages there are."""

from __future__ import annotations

from typing import Literal, get_args

from core.errors import RefusedError

SOURCE = "en"
"""The language the catalogues translate from; what is not translated is said in it."""

Language = Literal["en", "pt-BR", "uk", "de", "es"]
"""A language, by the tag that browsers use."""

LANGUAGES: tuple[str, ...] = get_args(Language)
"""Every one of them."""

NAMES = {
    SOURCE: "English",
    "pt-BR": "Português (Brasil)",
    "uk": "Українська",
    "de": "Deutsch",
    "es": "Español",
}
"""What each calls itself."""

PLURALS = {
    SOURCE: ("one", "other"),
    "pt-BR": ("one", "many", "other"),
    "uk": ("one", "few", "many"),
    "de": ("one", "other"),
    "es": ("one", "many", "other"),
}
"""Which plural categories whole numbers have in each, in the order of a catalogue's forms."""


def checked_language(tag: str) -> str:
    """Return a language there is; raises :class:`RefusedError`."""
    if tag not in LANGUAGES:
        raise RefusedError(f"There is no language '{tag}'; there are {', '.join(LANGUAGES)}.")
    return tag


def locale_name(language: str) -> str:
    """Return the name Babel and gettext know a language by."""
    return language.replace("-", "_")
