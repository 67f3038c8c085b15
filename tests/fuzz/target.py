"""What a fuzz target is, and what may come out of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from core.errors import RemoteError


class Target(NamedTuple):
    """A door through which bytes come in."""

    name: str
    run: Callable[[bytes], None]
    """Takes hostile bytes; whatever escapes it is a bug."""
    seeds: Callable[[], Iterable[bytes]]
    """Honest bytes to begin from, made by the encoders."""


def refused(read: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """Return a target's function that reads bytes and may find only the peer at fault."""

    def run(data: bytes) -> None:
        try:
            read(data)
        except RemoteError as error:
            must_be_one_sentence(str(error))

    return run


SENTENCE_LENGTH_MAX = 1000
"""Nobody reads further, and no log file should be filled from outside."""


def must_be_one_sentence(text: str) -> None:
    """Check that a text may stand on a screen: one short line, nothing that moves a cursor."""
    assert 0 < len(text) <= SENTENCE_LENGTH_MAX, text
    assert text.isprintable(), text
