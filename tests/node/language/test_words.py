"""The catalogues: every subject says everything in every language, with the same blanks to fill."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.errors import RefusedError
from node.language import words as catalogue
from node.language.languages import LANGUAGES, NAMES, PLURALS, SOURCE
from node.language.words import Words, catalogues, key_of, subjects, words

BLANK = re.compile(r"\{[a-z_]*\}|%\([a-z_]+\)[sd]|%[sd]")
"""What is filled in later."""

PLACES = [
    (subject, language)
    for subject, _ in sorted(subjects().items())
    for language in LANGUAGES
    if language != SOURCE
]


def texts(subject: str, language: str) -> dict[str, tuple[str, ...]]:
    """Return the translations of a subject by their keys, those that are missing as nothing."""
    (found,) = (one for name, one in catalogues(language) if name == subject)
    said = {}
    for message in found:
        if message.id:
            first = message.id if isinstance(message.id, str) else message.id[0]
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            said[key_of(first, message.context or "")] = tuple(map(str, forms))
    return said


@pytest.mark.parametrize(("subject", "language"), PLACES)
def test_a_subject_says_the_same_things_in_every_language(subject: str, language: str) -> None:
    others = {other for name, other in PLACES if name == subject}
    everything = set().union(*(texts(subject, other) for other in others))
    here = texts(subject, language)
    assert everything - here.keys() == set()
    for key, forms in here.items():
        assert all(forms), f"{key!r} is not translated"
        assert len(forms) in (1, len(PLURALS[language])), key
        for form in forms:
            assert set(BLANK.findall(form)) <= set(BLANK.findall(key)), key
            assert form == form.strip() or key != key.strip(), key


def test_every_language_has_a_name_and_its_plurals() -> None:
    assert set(NAMES) == set(PLURALS) == set(LANGUAGES)
    assert LANGUAGES[0] == SOURCE


PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Pay"
msgstr "Сплатити"

msgctxt "a role"
msgid "till"
msgstr "каса"

msgid "left out"
msgstr ""

msgid "{n} item"
msgid_plural "{n} items"
msgstr[0] "{n} товар"
msgstr[1] "{n} товари"
msgstr[2] "{n} товарів"
"""


@pytest.fixture
def ukrainian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Words:
    """The words of a catalogue of one subject."""
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    (tmp_path / "uk").mkdir()
    (tmp_path / "uk" / "screen.po").write_text(PO, "utf-8")
    return catalogue.words.__wrapped__("uk")


def test_what_is_not_translated_is_said_in_english(ukrainian: Words) -> None:
    assert ukrainian.say("Pay") == "Сплатити"
    assert ukrainian.say("till", "a role") == "каса"
    assert ukrainian.say("till") == "till"
    assert ukrainian.say("left out") == "left out"
    assert ukrainian.count("{n} box", "{n} boxes", 1) == "{n} box"
    assert ukrainian.count("{n} box", "{n} boxes", 5) == "{n} boxes"


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "товар"), (2, "товари"), (5, "товарів"), (11, "товарів"), (21, "товар"), (0, "товарів")],
)
def test_a_number_takes_the_form_its_language_gives_it(
    ukrainian: Words, number: int, said: str
) -> None:
    assert ukrainian.count("{n} item", "{n} items", number).format(n=number) == f"{number} {said}"


def test_a_language_there_is_not_is_refused() -> None:
    with pytest.raises(RefusedError, match="'fr'"):
        words("fr")
