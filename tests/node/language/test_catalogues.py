"""Every catalogue has every sentence that is said in its subject, in every form it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from node.cli.help_words import SUBJECT as HELP
from node.cli.show import receipt_sentence
from node.cli.speech import LANGUAGE_VARIABLE
from node.language.languages import LANGUAGES, PLURALS, SOURCE
from node.language.subjects import AUDITS, FAULTS, FINDINGS, REFUSALS
from node.language.words import catalogues, subjects, translated, words

ROOT = Path(__file__).parents[3]
TRANSLATED = [tag for tag in LANGUAGES if tag != SOURCE]
SAID_IN = {
    "cli": ("node/cli",),
    "receipts": ("node/receipts",),
    "reports": ("node/auditing",),
    "screen": ("node/web/ui/src",),
}
"""Where the sentences of each subject are said."""

KEYWORDS = {"say": None, "mark": None, "count": (1, 2), "mark_count": (1, 2)}
FIELD = re.compile(r"\{\w+\}")


def said(subject: str) -> Iterator[str]:
    """The sentences of a subject, as the program says them."""
    for folder in SAID_IN[subject]:
        yield from said_on_screen(ROOT / folder)
        found = extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS)
        for _, _, message, _, _ in found:
            yield message if isinstance(message, str) else message[0]


SCREEN_SAYS = re.compile(r'\btn?\(\s*"((?:[^"\\]|\\.)*)"')
"""How TypeScript says a sentence: `t("...")`, or `tn("...", "...", count)`."""


def said_on_screen(folder: Path) -> Iterator[str]:
    """The sentences in the TypeScript of a folder."""
    for file in sorted(folder.rglob("*.ts*")):
        yield from SCREEN_SAYS.findall(file.read_text("utf-8"))


def test_every_subject_is_written_in_every_language() -> None:
    everything = (*SAID_IN, AUDITS, FAULTS, FINDINGS, HELP, REFUSALS)
    assert subjects() == {subject: set(TRANSLATED) for subject in everything}


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("subject", SAID_IN)
def test_a_catalogue_says_all_of_its_subject_and_nothing_else(subject: str, language: str) -> None:
    catalogue = dict(catalogues(language))[subject]
    assert {key for key, _ in translated(catalogue)} == set(said(subject))


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_fills_in_what_its_sentence_does(language: str) -> None:
    for _, catalogue in catalogues(language):
        for message in catalogue:
            if not message.id:
                continue
            one = message.id if isinstance(message.id, str) else message.id[0]
            said_forms = message.string or ()
            forms = [said_forms] if isinstance(said_forms, str) else said_forms
            if not isinstance(message.id, str):
                assert len(forms) == len(PLURALS[language])
            for form in forms:
                assert sorted(FIELD.findall(form)) == sorted(FIELD.findall(one))


def test_a_paper_says_what_papers_say_whatever_a_screen_calls_it() -> None:
    assert words("de", "receipts").say("Cashier") == "Bedient von"
    assert words("de", "screen").say("Cashier") == words("de").say("Cashier") == "Kassierer"


def test_the_command_line_speaks_the_nodes_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LANGUAGE_VARIABLE, raising=False)
    answer = {
        **{"kind": "sale", "total_minor": 258, "currency": "EUR", "receipt": "B1T1-000001"},
        **{"change_minor": 242, "repeated": False},
    }
    assert receipt_sentence(answer, tmp_path) == (
        "Sold 2.58 EUR, receipt B1T1-000001. Change 2.42."
    )
    (tmp_path / "node.toml").write_text('language = "de"')
    said = receipt_sentence(answer, tmp_path).replace("\u00a0", " ")
    assert said == "Verkauft für 2,58 €, Beleg B1T1-000001. Rückgeld 2,42 €."
    monkeypatch.setenv(LANGUAGE_VARIABLE, "es")
    assert receipt_sentence(answer, tmp_path).startswith("Vendido por")
    monkeypatch.setenv(LANGUAGE_VARIABLE, "xx")
    assert receipt_sentence(answer, tmp_path).startswith("Sold"), "what was sold is never refused"


def test_ukrainian_has_one_few_and_many() -> None:
    spoken = words("uk")
    forms = {n: spoken.count("{count} item", "{count} items", n) for n in (1, 2, 5, 11, 21, 24)}
    assert forms[1] == forms[21] == "{count} товар"
    assert forms[2] == forms[24] == "{count} товари"
    assert forms[5] == forms[11] == "{count} товарів"
