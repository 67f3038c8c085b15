"""The help of every verb is said in every language, in as few columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer import rich_utils
from typer.testing import CliRunner

from node.cli import help_words
from node.cli.help_words import FRAME, MISTAKES, SUBJECT, USAGE, text_of
from node.cli.main import app_for
from node.language.languages import LANGUAGES, SOURCE
from node.language.sentences import sentence_in
from node.language.words import catalogue, translated

TRANSLATED = [tag for tag in LANGUAGES if tag != SOURCE]


def helps(command: Any) -> Iterator[str]:
    """Yield what is said of a verb, of its options and of all below it."""
    yield text_of(command.help)
    yield from (text_of(getattr(option, "help", "")) for option in command.params)
    for below in getattr(command, "commands", {}).values():
        yield from helps(below)


@pytest.fixture(scope="module")
def said() -> set[str]:
    """All that is said of how the command line is used."""
    frame = {*FRAME.values(), *MISTAKES, USAGE, "Show this message and exit."}
    return (frame | set(helps(typer.main.get_command(app_for([]))))) - {""}


@pytest.mark.parametrize("language", TRANSLATED)
def test_all_help_is_said_in_every_language_and_nothing_else_is(
    said: set[str], language: str
) -> None:
    assert {key for key, _ in translated(catalogue(language, SUBJECT))} == said


def run(words: list[str], language: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Do what ``main`` does with words that ask for help, or are typed wrong."""
    monkeypatch.setattr("sys.argv", ["tillmesh", *words])
    for name in FRAME:
        monkeypatch.setattr(rich_utils, name, getattr(rich_utils, name))
    return help_words.run(app_for(words), language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_help_is_printed_in_eighty_columns(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["setting", "set", "--help"], language, monkeypatch) == 0
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 80
    for text in ("Arguments", "Options", USAGE, "Set a setting for the whole company."):
        assert sentence_in(language, text, SUBJECT).strip() in printed
        assert text.strip() not in printed


def test_what_is_typed_wrong_is_said_in_the_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["setting", "set", "a", "b"], "uk", monkeypatch) == 2
    assert "Хибне значення 'value': має бути цілим числом" in capsys.readouterr().err
    assert run(["setting", "sett"], "pt-BR", monkeypatch) == 2
    assert "Não há comando 'sett'." in capsys.readouterr().err
    assert run(["adjust", "milk:1"], "de", monkeypatch) == 2
    assert "'--reason' fehlt" in capsys.readouterr().err


def test_english_is_said_as_it_is_written() -> None:
    said = CliRunner().invoke(app_for(["setting"]), ["setting", "set", "--help"]).output
    assert "Set a setting for the whole company." in said
