"""What audits find and report is said in every language, and found again by what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from string import Formatter

import pytest
import typer

from core.audit.anomalies import RULES as ANOMALIES
from core.audit.finding import RECORD, Finding
from core.audit.report.persons import NOBODY
from core.audit.report.section import Cell, Form
from core.audit.tables import TABLES
from core.audit.tables.table import Kind
from core.shop.roles import Permission
from node.auditing.verifying import UNSOUND, Verdict
from node.auditing.writing import SUBJECT as REPORTS
from node.auditing.writing import Writer
from node.cli.speech import LANGUAGE_VARIABLE, TENDERS, Speech
from node.cli.verdicts import tell
from node.language.languages import LANGUAGES, SOURCE
from node.language.sentences import sentence_in
from node.language.subjects import AUDITED, AUDITS
from node.language.words import catalogue
from tests.node.language.test_refusals import (
    COMPOSED,
    FAULTY,
    REFUSING,
    ROOT,
    TOGETHER,
    filled_in,
    raised_in,
    texts,
)

TRANSLATED = [tag for tag in LANGUAGES if tag != SOURCE]
SAYING = (
    *sorted((ROOT / "core/audit").glob("*.py")),
    *sorted((ROOT / "node/auditing").glob("*.py")),
)
"""Where findings, notes and proofs are put into sentences."""

REPORT = tuple(sorted((ROOT / "core/audit/report").glob("*.py")))
"""Where the titles, headings and sentences of a report are."""

COLUMNS = {column.name for table in TABLES for column in table.columns}
WORDS = (
    *(rule.name for rule in ANOMALIES),
    *(permission.value for permission in Permission),
    *(kind.value for kind in Kind),
    *TENDERS,
    *("sale", "refund", "no-sale", "in", "out", "inside", "on top", NOBODY),
)
"""Words that stand in reports by themselves."""

PIECES = {
    "x: x",
    "x: x.",
    "What x sealed at x begins with what it had",
    "x sealed at x.",
    "x missing; x follows.",
    "x was revokedx and its stream closes at x; what is here goes on to x.",
    "The certificate of x expired while it still wrote x: "
    "whoever let it connect since did not look.",
    "Stream x begins at x in this bundle; audit it together with the log it was written for.",
    "'x' is not x.",
    "The log of heads of x is not cosigned: x",
}
"""What is said there in pieces, and below in the ways they are put together; or an alert."""

COMPOSED_HERE = (
    "What A1T1 sealed at 9 begins with what it had sealed at 4.",
    "Record 3 is missing; 4 follows.",
    "Records 3 to 5 are missing; 6 follows.",
    "A1T1 was revoked and its stream closes at 4; what is here goes on to 9.",
    "A1T1 was revoked (stolen) and its stream closes at 4; what is here goes on to 9.",
    "till: The certificate of A1T1 expired while it still wrote 0a/1/company: "
    "whoever let it connect since did not look.",
    "till: Stream 0a/1/company begins at 4 in this bundle; audit it together with the log it was "
    "written for.",
    "till: its figures are of another version of the program and were not compared.",
    "The record's version is nothing, expected 1.",
    "Taken, EUR",
    "The seals of 0a/1/company saw another record 3 of this stream: chain ab.",
    "The checkpoint of hub saw another record 3 of this stream: chain ab.",
)


@cache
def said() -> tuple[str, ...]:
    """All that audits say, a letter in each blank."""
    return tuple(_said())


def _said() -> Iterator[str]:
    around = set(texts("de", REPORTS))
    for path in SAYING:
        elsewhere = {*raised_in(path, FAULTY | REFUSING), *around}
        found = filled_in(path) - elsewhere - COMPOSED - PIECES
        yield from (text for text in found if " " in text and text[-1] in ".!?")
        yield from (text for text in found if " " in text and text.endswith(": x"))
    for path in REPORT:
        yield from (text for text in filled_in(path) if text[0].isupper() and text.isascii())
    for table in TABLES:
        yield table.means
        yield from (column.means for column in table.columns)
    yield from WORDS
    yield from COMPOSED_HERE


SAME = {"Hash", "Person", "SKU", "Z", "text"}
"""Words that a language may have in common with English."""


@pytest.mark.parametrize("language", TRANSLATED)
def test_all_that_audits_say_is_said_in_every_language(language: str) -> None:
    found = [text for text in said() if text not in SAME]
    assert len(found) > 300
    assert [text for text in found if sentence_in(language, text, *AUDITED) == text] == []


def test_the_catalogue_has_nothing_that_no_audit_says() -> None:
    everything = "\n".join((*said(), *(text for path in SAYING for text in filled_in(path))))
    for message in catalogue("de", AUDITS):
        key = message.id if isinstance(message.id, str) else message.id[0]
        parts = [text for text, _, _, _ in Formatter().parse(key)]
        assert all(text in everything for text in parts) or key.startswith(TOGETHER), key


def test_a_fault_is_said_in_the_language_within_a_finding() -> None:
    said_of_it = Speech("de").audited("No reader takes the body: A word in a body is empty.")
    assert said_of_it == "Der Inhalt ist nicht lesbar: Ein Wort in einem Inhalt ist leer."
    witness = "The seals of 0a/1/company saw another record 3 of this stream: chain ab12."
    assert Speech("uk").audited(witness) == (
        "Печатки 0a/1/company: бачено інший запис 3 цього потоку: ланцюг ab12."
    )


def test_programs_read_the_same_verdict_in_every_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(LANGUAGE_VARIABLE, "uk")
    message = "The chain hash is ab, expected cd after the record before it."
    found = Finding(RECORD, "0a.1/branch:B1", 7, "chain", message)
    verdict = Verdict(UNSOUND, 9, 1, 3, (("till", found),), ())
    for as_json in (True, False):
        with pytest.raises(typer.Exit):
            tell(verdict, as_json=as_json)
    for_programs, line, total = capsys.readouterr().out.splitlines()
    assert json.loads(for_programs)["findings"] == [{"evidence": "till", **found._asdict()}]
    assert line == (
        "till: [record, chain, потік 0a.1/branch:B1, запис 7] "
        "Хеш ланцюга — ab, після попереднього запису очікувався cd."
    )
    assert total.startswith("є порушення: 9 записів")
    assert total.endswith("3 печатки, 1 порушення.")


def test_what_is_in_a_cell_is_written_as_people_of_the_language_do() -> None:
    german, english = Writer("de"), Writer()
    cells = {
        Cell(-123_456, Form.AMOUNT): ("-1234.56", "-1234,56"),
        Cell(-1, Form.PRICE): ("none", "keiner"),
        Cell(1_250, Form.QUANTITY): ("1.25", "1,25"),
        Cell(207_500, Form.RATE): ("20.75 %", "20,75 %"),
        Cell(1_700_000_000_000, Form.TIME): ("2023-11-14 22:13:20", "14.11.2023 22:13:20"),
        Cell("2026-11-26", Form.DAY): ("2026-11-26", "26.11.2026"),
        Cell(-180_000, Form.MINUTES): ("-3 min", "-3 min"),
        Cell("a" * 64, Form.HASH): ("a" * 16, "a" * 16),
        Cell("no-sale", Form.WORD): ("no-sale", "ohne Verkauf"),
        Cell("no-sale"): ("no-sale", "no-sale"),
    }
    for cell, written in cells.items():
        assert (english.cell(cell), german.cell(cell)) == written
