"""ESC/POS: a paper as the bytes a receipt printer takes.

Such a printer has pages of 256 letters and one of them at a time. Each run of a text is written in
the page that has most of it, so Portuguese, German and Ukrainian come out as they are written, on
one paper if need be.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from escpos.exceptions import Error as EscposError  # type: ignore[import-untyped]
from escpos.printer import Dummy  # type: ignore[import-untyped]

from core.errors import RefusedError
from node.receipts.blocks import Block, Code, Pair, Paper, Rule, Title
from node.receipts.text import plain, text_lines

UNPRINTABLE = "?"
"""What stands for a letter that no page of the printer has."""

SPELLED = {
    "\u20b4": "\u0433\u0440\u043d",
    "€": "EUR",
    "₫": "VND",
    "₹": "Rs",
    "₿": "BTC",
    "…": "...",
}
"""How a sign is spelled out where no page has it; the first is the hryvnia's."""

ALIKE = {"\u0456": "i", "\u0406": "I", "\u0491": "\u0433", "\u0490": "\u0413"}
"""Ukrainian letters that the commonest Cyrillic page, CP866, lacks, and what looks like them."""

SIMPLE = {
    **dict.fromkeys("\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
}
"""Plainer signs that mean the same."""

DRAWER_PIN = 2
"""The pin that opens the drawer: connector pin 2, the usual one."""

_PAGE = b"\x1bt"


class Page(NamedTuple):
    """A code page: what Python calls it, and its number in this printer."""

    codec: str
    number: int


def pages_of(profile: str, names: Sequence[str]) -> tuple[Page, ...]:
    """Return the code pages a printer has; raises :class:`RefusedError` of a wrong name."""
    try:
        known = Dummy(profile=profile).profile.get_code_pages()
    except (EscposError, KeyError):
        raise RefusedError(f"python-escpos knows no printer '{profile}'.") from None
    pages = []
    for name in names:
        try:
            pages.append(Page(name.lower(), int(known[name])))
            "".encode(name.lower())
        except (KeyError, LookupError):
            raise RefusedError(f"The printer '{profile}' has no code page {name}.") from None
    return tuple(pages)


@cache
def _has(codec: str, letter: str) -> bool:
    try:
        return len(letter.encode(codec)) == 1
    except UnicodeEncodeError:
        return False


def printable(text: str, pages: Sequence[Page]) -> str:
    """Return a text of which every letter is in some page, changed as little as may be."""
    return "".join(_nearest(letter, pages) for letter in plain(text))


def _nearest(letter: str, pages: Sequence[Page]) -> str:
    if any(_has(page.codec, letter) for page in pages):
        return letter
    for other in (ALIKE.get(letter), SPELLED.get(letter), SIMPLE.get(letter), _bare(letter)):
        if other and all(any(_has(page.codec, one) for page in pages) for one in other):
            return other
    return UNPRINTABLE * (2 if unicodedata.east_asian_width(letter) in "WF" else 1)


def _bare(letter: str) -> str:
    """Return a letter without its marks."""
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))


def runs(text: str, pages: Sequence[Page]) -> Iterator[tuple[Page, str]]:
    """Yield a printable text in pieces, each with the page that has all of it."""
    page = pages[0]
    while text:
        if not _has(page.codec, text[0]):
            page = max(pages, key=lambda one: _prefix(text, one))
        length = _prefix(text, page)
        yield page, text[:length]
        text = text[length:]


def _prefix(text: str, page: Page) -> int:
    return next((at for at, letter in enumerate(text) if not _has(page.codec, letter)), len(text))


def as_escpos(
    paper: Paper,
    *,
    columns: int,
    pages: Sequence[Page],
    profile: str = "default",
    logo: str = "",
    drawer: bool = False,
) -> bytes:
    """Return the bytes that print a paper, cut it, and open the drawer before that."""
    printer = Dummy(profile=profile)
    printer.hw("INIT")
    if drawer:
        printer.cashdraw(DRAWER_PIN)
    if logo:
        _print_logo(printer, logo)
    writer = _Writer(printer, pages)
    spelled = tuple(_printable_block(block, pages) for block in paper)
    for block in spelled:
        if isinstance(block, Code):
            _print_code(printer, block)
            continue
        large = isinstance(block, Title) or (isinstance(block, Pair) and block.strong)
        tall = isinstance(block, Title)
        printer.set(align="left", bold=large, double_height=tall, normal_textsize=not tall)
        for _, line in text_lines((block,), columns):
            writer.line(line.rstrip())
    printer.cut()
    return bytes(printer.output)


def as_drawer_kick(profile: str = "default") -> bytes:
    """Return the bytes that open the drawer and print nothing."""
    printer = Dummy(profile=profile)
    printer.cashdraw(DRAWER_PIN)
    return bytes(printer.output)


class _Writer:
    """Writes lines and remembers the printer's page."""

    def __init__(self, printer: Any, pages: Sequence[Page]) -> None:
        self._printer, self._pages = printer, pages
        self._page: Page | None = None

    def line(self, text: str) -> None:
        for page, run in runs(text, self._pages):
            if page != self._page:
                self._printer._raw(_PAGE + bytes([page.number]))
                self._page = page
            self._printer._raw(run.encode(page.codec))
        self._printer._raw(b"\n")


def _printable_block(block: Block, pages: Sequence[Page]) -> Block:
    """Return a block of letters the printer has; before it is laid out, for lengths may change."""
    if isinstance(block, Pair):
        left, right = printable(block.left, pages), printable(block.right, pages)
        return block._replace(left=left, right=right)
    if isinstance(block, Code | Rule):
        return block
    indent = " " * (len(block.text) - len(block.text.lstrip(" ")))
    return block._replace(text=indent + printable(block.text, pages).lstrip(" "))


def _print_code(printer: Any, code: Code) -> None:
    printer.set(align="center", bold=False, normal_textsize=True)
    native = bool(printer.profile.supports("qrCode"))
    printer.qr(code.payload, size=_module_size(code.payload), native=native)
    printer._raw(b"\n")


SMALL_CODE, MIDDLE_CODE = 80, 350
"""Letters up to which a QR code has few enough squares to be printed large, or fairly large."""


def _module_size(payload: str) -> int:
    """Return how many dots a square of a QR code takes, so that the code fits 58 mm of paper."""
    if len(payload) <= SMALL_CODE:
        return 6
    return 4 if len(payload) <= MIDDLE_CODE else 3


def _print_logo(printer: Any, logo: str) -> None:
    """Print a picture; one that cannot be read leaves the paper without it."""
    try:
        printer.set(align="center")
        printer.image(logo)
    except (OSError, ValueError, EscposError):
        return
