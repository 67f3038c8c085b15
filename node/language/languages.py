"""Which languages there are."""

from __future__ import annotations

from core.errors import RefusedError

SOURCE = "en"
"""The language the catalogues translate from; what is not translated is said in it."""

LANGUAGES = (SOURCE, "pt-BR", "uk", "de", "es")
"""Every language, by the tag that browsers use."""

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
