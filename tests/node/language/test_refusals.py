"""Every error is said in every language, and found again by what it says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from core import errors
from core.shop.roles import RULES
from node.language.languages import LANGUAGES, SOURCE
from node.language.refusals import refusal_in
from node.language.sentences import pattern_of, sentence_in
from node.language.subjects import FAULTS, REFUSALS
from node.language.words import catalogues, translated

ROOT = Path(__file__).parents[3]
TRANSLATED = [tag for tag in LANGUAGES if tag != SOURCE]
REFUSING = {"RefusedError", "NotAllowedError", "SignedOutError"}
FAULTY = {name for name in vars(errors) if name.endswith("Error")} - REFUSING
"""The errors of whoever asked, and those of bytes and disks."""

ROOMS = ("core", "replication", "node")
"""Where errors are raised that people may come to read."""


def filled(node: ast.expr) -> str | None:
    """Return a sentence of the source with a letter in each of its blanks; None when it is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
        )
    return None


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a file, as Python reads it."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def raised_in(path: Path, names: set[str]) -> Iterator[str]:
    """Yield the sentences that errors are raised with in a file."""
    for node in nodes_of(path):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args:
            said = filled(node.args[0])
            if said is not None:
                yield said


COMPOSED = {
    "x x",
    "x: x x.",
    "x a chain hash that begins with x.",
    "'x' is no moment; give x.",
}
"""Sentences that are put together of others: of a node and what a lone one is told, of a file."""

TOGETHER = (
    "{login} may not {deed} (",
    "{node} belongs to no company and speaks to no other",
    "{number} records here have",
    "No record here has",
    "'{text}' is no moment; give a day",
    "'{text}' is not 'RECEIPT HASH'",
)
"""How those begin in the catalogue that are put together where they are said."""


@cache
def filled_in(path: Path) -> frozenset[str]:
    """Every sentence of a file; docstrings are none, nor is what is a part of another."""
    parts: set[int] = set()
    found = set()
    for node in nodes_of(path):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
        if isinstance(node, ast.Expr):
            parts.add(id(node.value))
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in parts:
            found.add(filled(node))
    return frozenset(text for text in found if text)


@cache
def said_anywhere() -> frozenset[str]:
    """Every sentence of the files that raise errors."""
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    raising = [path for path in files if "Error(" in path.read_text("utf-8")]
    return frozenset[str]().union(*map(filled_in, raising))


def texts(language: str, subject: str) -> dict[str, str]:
    (found,) = (each for name, each in catalogues(language) if name == subject)
    return {key: text for key, text in translated(found) if isinstance(text, str)}


def is_said(key: str, said: frozenset[str]) -> bool:
    """Whether anybody says a sentence of the catalogue."""
    longest = max((text for text, _, _, _ in Formatter().parse(key)), key=len)
    return any(longest in text and pattern_of(key).fullmatch(text) for text in said)


@cache
def raised_anywhere(names: frozenset[str]) -> tuple[str, ...]:
    """Everything that errors of some names say."""
    files = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return tuple(text for path in files for text in raised_in(path, set(names)))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_refusal_is_said_in_every_language(language: str) -> None:
    said = raised_anywhere(frozenset(REFUSING))
    assert len(said) > 300
    untold = {text for text in said if refusal_in(language, text) == text}
    assert untold <= COMPOSED


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_fault_of_bytes_and_disks_is_said_in_every_language(language: str) -> None:
    said = raised_anywhere(frozenset(FAULTY))
    assert len(said) > 200
    assert {text for text in said if sentence_in(language, text, FAULTS, REFUSALS) == text} == set()


def test_what_roles_may_not_do_is_said_in_every_language() -> None:
    deeds = {rule.deed for rule in RULES.values()}
    assert all(deeds <= set(texts(language, REFUSALS)) for language in TRANSLATED)


@pytest.mark.parametrize("subject", [REFUSALS, FAULTS])
def test_the_catalogue_has_no_sentence_that_nobody_says(subject: str) -> None:
    said = said_anywhere()
    own = [key for key in texts("de", subject) if key.endswith(".") and not is_said(key, said)]
    assert [key for key in own if not key.startswith(TOGETHER)] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Kein Produkt hat die Artikelnummer oder den Strichcode '9:9'."),
        ("uk", "Немає товару з артикулом чи штрихкодом «9:9»."),
        ("en", "No product has the SKU or barcode '9:9'."),
    ],
)
def test_blanks_are_filled_with_what_was_said(language: str, said: str) -> None:
    assert refusal_in(language, "No product has the SKU or barcode '9:9'.") == said


def test_what_fills_a_blank_is_translated_where_it_is_known() -> None:
    sentence = "This ticket is completed; open a new one."
    assert refusal_in("de", sentence) == "Dieser Bon ist abgeschlossen; eröffnen Sie einen neuen."
    deed = "ann may not refund (12.90) either."
    assert refusal_in("es", deed) == "ann tampoco puede devolver (12.90)."


def test_what_is_wrong_with_bytes_is_said_within_a_refusal() -> None:
    sentence = "proof.json proves nothing: Record 7 is not in the tree that was sealed."
    said = "proof.json beweist nichts: Eintrag 7 ist nicht in dem Baum, der besiegelt wurde."
    assert refusal_in("de", sentence) == said


def test_what_nobody_translated_is_said_in_english() -> None:
    assert refusal_in("de", "A sentence of a newer till.") == "A sentence of a newer till."
