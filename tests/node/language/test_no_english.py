"""Nothing a verb of the shop prints is left in English, and no table is wider than a terminal.

A till is worked in one language after another; of every line that is printed, no word may be one
that only the English sentences of the catalogues have.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from node.cli.main import app_for
from node.cli.speech import LANGUAGE_VARIABLE, SUBJECT
from node.language.sentences import own_words
from node.language.subjects import AUDITS, FINDINGS, REFUSALS
from node.language.words import catalogue, translated
from tests.node.processes import make_node

WORD = re.compile(r"[^\W\d_]{2,}")
IDENTIFIER = re.compile(r"\S*[a-z\d][._:/@-][a-z\d]\S*|'[^']*'|--\S+", re.IGNORECASE)
"""Names of settings, events, rules and commands: typed and told as they are."""

TYPED = {"accept", "adjust", "backorder", "recount", "refund", "transfer", "cash", "company"}
"""Words that are typed as they stand and told beside their translation."""

GOODS = "sku,name,price\nmilk,Leite,1.29\nbrot,Pan,2.50\n"

SHOP = """
receive milk:10 brot:5
adjust milk:1 --reason x
sell milk:2 brot -t cash:10
sell milk:20
sell brot -t card:2 --pending pix:0.50
refund B1T1-000001 -l milk:1
quote milk
shift open --date 2026-11-26 --confirmed --float 50
cash in 20 x
cash count 20:3 10:1
shift close -c 20:3
shift list
report sales
report takings
setting list
setting set points.worth 2
price set milk 1.50 --branch B1
price list milk
tax set VAT:23
tax rounding --cash-step 0.05
tax list
promotion set P1 --name X --percent 12.5 --sku milk --least 50 --from 2026-01-01 --coupon C1
promotion set P2 --off 0.5 --department lact --end --until 2026-12-01 --branch B1 --group K
reviews
alert set milk 5
stock
label set 21IIIIIWWWWWC
product edit milk --name Milch
product show milk
product search mil
customer add --name Ann --phone 123456789 --group K
customer show 123456789
customer edit 123456789 --limit 50
ticket open --name caf
transfer send B2 milk:2
count list
user add ann --name Ann --role manager
sign-in ann
user list
approval ask refund --about B1T1-000001 --measure 100
tender list
escrow list
account show 123456789
status --full
history
subscribe
members
invite --list
doctor --whole
audit replay
audit explain milk@B1
audit anomalies --explain
"""
"""What is typed, line by line: the counter, the stockroom, the office, the operator."""


def words_in(text: str) -> list[str]:
    """The words of a text that are no names."""
    return WORD.findall(IDENTIFIER.sub("", text))


def english(language: str) -> set[str]:
    """The words that English sentences have and no translation has."""
    ours, theirs = set[str](), set[str]()
    for subject in (SUBJECT, FINDINGS, AUDITS):
        for message in catalogue(language, subject):
            ids = [message.id] if isinstance(message.id, str) else message.id
            ours |= {word.lower() for key in ids for word in words_in(own_words(key))}
    for subject in (SUBJECT, FINDINGS, AUDITS, REFUSALS, "receipts"):
        for _, text in translated(catalogue(language, subject)):
            forms = [text] if isinstance(text, str) else text
            theirs |= {word.lower() for form in forms for word in words_in(own_words(form))}
    return ours - theirs - TYPED


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "goods.csv").write_text(GOODS)
    make_node(folder / "till", folder / "goods.csv", founds=True, company="Lado", currency="EUR")
    return folder / "till"


def printed(till: Path, typed: str) -> list[str]:
    words = shlex.split(typed)
    done = CliRunner().invoke(app_for(words), [*words, "--data", str(till)])
    assert done.exception is None, f"{typed}: {done.exception}"
    return done.stdout.splitlines()


def test_a_day_in_the_shop_has_no_word_of_english(
    till: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LANGUAGE_VARIABLE, "pt-BR")
    monkeypatch.setenv("TILLMESH_PIN", "258025")
    monkeypatch.setenv("COLUMNS", "80")
    foreign, left = english("pt-BR"), []
    assert {"the", "is", "of", "and", "waits", "branch"} <= foreign
    for typed in filter(None, SHOP.splitlines()):
        for line in printed(till, typed):
            left += [(typed, line, word) for word in words_in(line) if word.lower() in foreign]
    assert left == []


@pytest.mark.parametrize("language", ["pt-BR", "uk", "de", "es"])
def test_no_table_is_wider_than_a_terminal_and_no_heading_is_cut(
    till: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LANGUAGE_VARIABLE, language)
    monkeypatch.setenv("COLUMNS", "80")
    for typed in ("stock", "report takings", "reviews", "members", "status --full", "history"):
        lines = printed(till, typed)
        assert max(map(len, lines)) <= 80, typed
        assert not any("…" in line for line in lines), typed
