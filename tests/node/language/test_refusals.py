"""Refusals at the counter are said in every language, and found again by what they say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from core.shop.roles import RULES
from node.language.languages import LANGUAGES, SOURCE
from node.language.refusals import SUBJECT, refusal_in
from node.language.sentences import pattern_of
from node.language.words import catalogues, translated

ROOT = Path(__file__).parents[3]
TRANSLATED = [tag for tag in LANGUAGES if tag != SOURCE]
ERRORS = {"RefusedError", "NotAllowedError", "SignedOutError"}
COUNTER = (
    *("core/money.py", "core/quantity.py", "node/till.py", "node/selling.py", "node/refunding.py"),
    *(
        f"core/shop/{name}.py"
        for name in ("account", "count", "credit", "limits", "refund", "sale", "shift", "stock")
    ),
    *(f"core/shop/{name}.py" for name in ("ticket_steps", "transfer")),
    *(
        f"node/shop/{name}.py"
        for name in ("accounts", "ages", "approving", "authority", "counting", "credit")
    ),
    *(
        f"node/shop/{name}.py"
        for name in ("crediting", "escrowing", "exchanging", "labelling", "patrons", "pins")
    ),
    *(
        f"node/shop/{name}.py"
        for name in ("quoting", "scarce", "shifts", "sold", "tender_states", "transferring")
    ),
    *(
        f"node/shop/ticket_{name}.py"
        for name in ("desk", "dividing", "editing", "paying", "selling", "sharing")
    ),
    *("node/shop/ticketing.py", "node/shop/z_reports.py"),
)
"""Where refusals are decided that a cashier or the stockroom meets."""


def filled(node: ast.expr) -> str | None:
    """Return a sentence of the source with a letter in each of its blanks; None when it is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
        )
    return None


def refused_in(path: Path) -> Iterator[str]:
    """Yield the sentences that errors are raised with in a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS and node.args:
            said = filled(node.args[0])
            if said is not None:
                yield said


@cache
def filled_in(path: Path) -> frozenset[str]:
    """Every sentence of a file; docstrings are none, nor is what is a part of another."""
    parts: set[int] = set()
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
        if isinstance(node, ast.Expr):
            parts.add(id(node.value))
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in parts:
            found.add(filled(node))
    return frozenset(text for text in found if text)


@cache
def said_anywhere() -> frozenset[str]:
    """Every sentence of the two rooms that refuse."""
    files = [path for room in ("core", "node") for path in (ROOT / room).rglob("*.py")]
    return frozenset[str]().union(*map(filled_in, files))


def texts(language: str) -> dict[str, str]:
    (found,) = (each for name, each in catalogues(language) if name == SUBJECT)
    return {key: text for key, text in translated(found) if isinstance(text, str)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_refusal_at_the_counter_is_said_in_every_language(language: str) -> None:
    said = [text for name in COUNTER for text in refused_in(ROOT / name)]
    assert len(said) > 100
    assert [text for text in said if refusal_in(language, text) == text] == []


def test_what_roles_may_not_do_is_said_in_every_language() -> None:
    deeds = {rule.deed for rule in RULES.values()}
    assert all(deeds <= set(texts(language)) for language in TRANSLATED)


def test_the_catalogue_has_no_sentence_that_nobody_says() -> None:
    said = said_anywhere()
    patterns = {key: pattern_of(key) for key in texts("de") if key.endswith(".")}
    own = [key for key, found in patterns.items() if not any(map(found.fullmatch, said))]
    composed = {key for key in own if key.startswith("{login} may not {deed} (")}
    assert set(own) == composed, "a deed and its measure are put together where they are said"


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


def test_what_nobody_translated_is_said_in_english() -> None:
    assert refusal_in("de", "A sentence of a newer till.") == "A sentence of a newer till."
