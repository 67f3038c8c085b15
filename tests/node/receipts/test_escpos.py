"""What a printer is sent is read back here by a decoder of its own: commands, code pages, words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RefusedError
from node.paper_config import PrinterConfig
from node.receipts.blocks import Code, Note, Pair, Title
from node.receipts.escpos import UNPRINTABLE, as_drawer_kick, as_escpos, pages_of, printable, runs

CONFIG = PrinterConfig(address="file:/dev/null")
EVERYWHERE = pages_of(CONFIG.profile, CONFIG.code_pages)
"""Pages that every printer has."""

PAGES = pages_of(CONFIG.profile, [*CONFIG.code_pages, "CP1251"])

EPSON_PAGES = {0: "cp437", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 46: "cp1251"}
"""The pages by the number that Epson's manual of the command ESC t gives them."""

LENGTHS = {b"\x1b@": 2, b"\x1bt": 3, b"\x1ba": 3, b"\x1bE": 3, b"\x1b!": 3, b"\x1d!": 3}
LENGTHS |= {b"\x1bM": 3, b"\x1b-": 3, b"\x1d\x42": 3, b"\x1bd": 3, b"\x1b{": 3, b"\x1bp": 5}
"""How long the commands are, their letters included, as Epson's manual has them."""

SENTENCES = {
    "pt-BR": "Pão de açúcar, três maçãs e um café: coração, não é?",
    "de": "Größe, Übermaß, Äpfel, süße Brötchen, 5 €",
    "uk": "Їжа \u0456 ґудзик, євро, Київ: п'ять яєць",
    "es": "¿Qué niño? ¡Mañana, camión, pingüino!",
}


def decoded(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a printer would print, and the commands it is given, in their order."""
    page, text, at = "cp437", "", 0
    while at < len(data):
        if data[at] not in (0x1B, 0x1D):
            text += bytes([data[at]]).decode(page)
            at += 1
            continue
        command = data[at : at + 2]
        if command == b"\x1d(":
            size = int.from_bytes(data[at + 3 : at + 5], "little")
            length = 5 + size
        elif command == b"\x1dV":
            length = 4 if data[at + 2] in (65, 66) else 3
        else:
            length = LENGTHS[command]
        if command == b"\x1bt":
            page = EPSON_PAGES[data[at + 2]]
        else:
            if text:
                yield "text", text
            text = ""
            yield command.decode("latin-1"), data[at + 2 : at + length].decode("latin-1")
        at += length
    if text:
        yield "text", text


def words_on(data: bytes) -> str:
    return "".join(said for kind, said in decoded(data) if kind == "text")


def test_the_numbers_of_the_code_pages_are_epsons() -> None:
    assert {page.number: page.codec for page in PAGES} == EPSON_PAGES


@pytest.mark.parametrize("language", SENTENCES)
def test_every_language_comes_out_as_it_is_written(language: str) -> None:
    text = SENTENCES[language]
    assert words_on(as_escpos((Note(text),), columns=80, pages=PAGES)).strip() == text


def test_a_printer_without_a_ukrainian_page_is_given_letters_that_look_alike() -> None:
    text = SENTENCES["uk"]
    printed = words_on(as_escpos((Note(text),), columns=80, pages=EVERYWHERE)).strip()
    assert printed == text.translate({0x456: 0x69, 0x491: 0x433})
    for language in ("pt-BR", "de", "es"):
        data = as_escpos((Note(SENTENCES[language]),), columns=80, pages=EVERYWHERE)
        assert words_on(data).strip() == SENTENCES[language]


def test_all_languages_come_out_on_one_paper() -> None:
    paper = tuple(Note(text) for text in SENTENCES.values())
    printed = words_on(as_escpos(paper, columns=80, pages=PAGES))
    assert printed.split("\n")[: len(paper)] == list(SENTENCES.values())


def test_the_hryvnia_is_spelled_out_before_the_line_is_laid_out() -> None:
    printed = words_on(as_escpos((Pair("Хліб", "55,49 ₴"),), columns=32, pages=PAGES))
    line = printed.split("\n")[0]
    assert line.endswith("55,49 грн")
    assert len(line) == 32


def test_what_no_page_has_keeps_its_place() -> None:
    assert printable("牛乳 \U0001f600", PAGES) == f"{UNPRINTABLE * 4} {UNPRINTABLE * 2}"
    plain_printer = pages_of("default", ["CP437"])
    assert printable("ã — “x” ₴", plain_printer).startswith('a - "x"')


@settings(max_examples=200)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_every_run_is_whole_and_in_its_page(text: str) -> None:
    whole = printable(text, PAGES)
    found = list(runs(whole, PAGES))
    assert "".join(run for _, run in found) == whole
    for page, run in found:
        assert run.encode(page.codec).decode(EPSON_PAGES[page.number]) == run


def test_a_paper_is_begun_cut_and_opens_the_drawer_when_cash_changes_hands() -> None:
    data = as_escpos((Title("Shop"), Code("TM1.abc")), columns=42, pages=PAGES, drawer=True)
    commands = [kind for kind, _ in decoded(data)]
    assert commands[0] == "\x1b@"
    assert "\x1bp" in commands
    assert commands[-1] == "\x1dV"
    assert any(kind == "\x1d(" and "TM1.abc" in said for kind, said in decoded(data))
    without = as_escpos((Title("Shop"),), columns=42, pages=PAGES)
    assert "\x1bp" not in [kind for kind, _ in decoded(without)]
    assert [kind for kind, _ in decoded(as_drawer_kick())] == ["\x1bp"]


def test_only_the_title_is_tall() -> None:
    data = as_escpos((Title("Shop"), Note("Milk")), columns=42, pages=PAGES)
    tall, said = False, {}
    for kind, text in decoded(data):
        if kind == "\x1b!":
            tall = bool(ord(text) & 0x10)
        elif kind == "text":
            said[text.strip()] = tall
    assert said == {"Shop": True, "Milk": False}


def test_what_people_typed_is_no_command() -> None:
    clean = as_escpos((Note("Milk p0"),), columns=42, pages=PAGES)
    assert as_escpos((Note("Milk \x1bp0\x1d"),), columns=42, pages=PAGES) == clean


def test_an_unknown_printer_or_page_is_refused() -> None:
    with pytest.raises(RefusedError, match="knows no printer"):
        pages_of("no such model", ["CP437"])
    with pytest.raises(RefusedError, match="no code page"):
        pages_of("default", ["CP9999"])
