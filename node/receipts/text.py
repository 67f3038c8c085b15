"""Plain text: a paper as lines of a fixed width, whatever script its words are written in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from node.receipts.blocks import Block, Centred, Code, Note, Pair, Paper, Rule, Title

COLUMNS = (32, 42, 48)
"""Characters on a line of the usual papers: 58 mm, and 80 mm in two fonts."""

_WIDE = {"W", "F"}
_BLANKS = {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " "}


def plain(text: str) -> str:
    """Return a text as one line: blanks that do not break are blanks, what cannot be seen is none.

    A control character in a product's name must never reach a printer as a command.
    """
    swapped = "".join(_BLANKS.get(one, one) for one in unicodedata.normalize("NFC", text))
    return "".join(one for one in swapped if unicodedata.category(one)[0] != "C")


def width_of(text: str) -> int:
    """Return how many columns a text takes: East Asian letters take two, accents none."""
    return sum(map(_columns, text))


def _columns(one: str) -> int:
    if unicodedata.combining(one):
        return 0
    return 2 if unicodedata.east_asian_width(one) in _WIDE else 1


def wrapped(text: str, columns: int) -> list[str]:
    """Return a text as lines of at most so many columns, broken at blanks where there are any."""
    lines: list[str] = []
    line = ""
    for word in plain(text).split():
        if line and width_of(line) + 1 + width_of(word) <= columns:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, columns)
        lines += full
    return [*lines, line]


def _pieces(word: str, columns: int) -> Iterator[str]:
    """Yield a word in pieces that fit; one that fits is one piece."""
    piece, taken = "", 0
    for one in word:
        step = _columns(one)
        if taken + step > columns and piece:
            yield piece
            piece, taken = "", 0
        piece, taken = piece + one, taken + step
    yield piece


def text_lines(paper: Paper, columns: int) -> list[tuple[Block, str]]:
    """Return the lines of a paper, each with the block it is of; a QR code has none."""
    return [(block, line) for block in paper for line in _lines(block, columns)]


def _lines(block: Block, columns: int) -> Iterator[str]:
    match block:
        case Rule():
            yield "-" * columns
        case Title(text) | Centred(text):
            for line in wrapped(text, columns):
                yield " " * ((columns - width_of(line)) // 2) + line
        case Note(text):
            indent = " " * (len(text) - len(text.lstrip(" ")))
            for line in wrapped(text, columns - len(indent)):
                yield indent + line
        case Pair():
            yield from _pair(block, columns)
        case Code():
            return


def _pair(pair: Pair, columns: int) -> Iterator[str]:
    """Yield words and their figure: the figure stands at the end of the last line, whole."""
    right = plain(pair.right)
    if width_of(right) > columns:
        yield from wrapped(pair.left, columns)
        yield from wrapped(right, columns)
        return
    indent = " " * pair.indent
    *first, last = wrapped(pair.left, columns - pair.indent)
    for line in first:
        yield indent + line
    last = indent + last
    gap = columns - width_of(last) - width_of(right)
    if gap < 1:
        yield last
        last, gap = "", columns - width_of(right)
    yield last + " " * gap + right


def as_text(paper: Paper, columns: int) -> str:
    """Return a paper as text; it has no QR codes."""
    return "".join(f"{line.rstrip()}\n" for _, line in text_lines(paper, columns))
