"""Blocks: what a paper consists of, whatever it is rendered as."""

from __future__ import annotations

from typing import NamedTuple


class Title(NamedTuple):
    """A heading in the middle, larger than the rest."""

    text: str


class Centred(NamedTuple):
    """A line in the middle."""

    text: str


class Note(NamedTuple):
    """A sentence, over as many lines as it needs."""

    text: str


class Pair(NamedTuple):
    """Words on the left and a figure on the right; what is strong is what people look for."""

    left: str
    right: str
    strong: bool = False
    indent: int = 0


class Rule(NamedTuple):
    """A line across the paper."""


class Code(NamedTuple):
    """A QR code."""

    payload: str


Block = Title | Centred | Note | Pair | Rule | Code
Paper = tuple[Block, ...]
"""One paper, from its top."""
