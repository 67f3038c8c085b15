"""Papers: hashes that were printed, against what the logs hold.

A receipt carries the chain hash of its record, a Z report its digest. Whoever kept the paper can
say of a log, years later, that it is not the one the paper was printed from, or that its end was
cut off: the shop cannot take the paper back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from core.audit.finding import WITNESS, Finding
from core.errors import RefusedError
from core.log.record import HASH_BYTES

DIGITS_MIN = 8
"""Fewest hexadecimal digits that are taken for a hash: a chance of one in four billion."""

FORM = "'RECEIPT HASH', 'Z SERIES NUMBER HASH' or 'STREAM SEQUENCE HASH'"
"""How a paper is typed."""


class Paper(NamedTuple):
    """What a paper names, and the beginning of the hash printed beside it."""

    name: str
    """A receipt as printed, :func:`z_name`, or a stream, ``@`` and a sequence."""
    digits: str


def z_name(series: str, number: int = 0) -> str:
    """Return by what a Z is named; without a number, all of its series."""
    return f"Z {series} {number}" if number else f"Z {series}"


def head_name(stream: str, sequence: int) -> str:
    """Return by what a record of a stream is named."""
    return f"{stream}@{sequence}"


def read_paper(text: str) -> Paper:
    """Read one line as people type it from a paper; raises :class:`RefusedError`."""
    words = text.split()
    digits = words[-1].lower() if words else ""
    if not DIGITS_MIN <= len(digits) <= 2 * HASH_BYTES or not set(digits) <= set(
        "0123456789abcdef"
    ):
        raise RefusedError(f"'{text}' ends with no hash of {DIGITS_MIN} digits or more.")
    match words[:-1]:
        case [receipt]:
            return Paper(receipt, digits)
        case ["Z" | "z", series, number] if _is_number(number):
            return Paper(z_name(series, int(number)), digits)
        case [stream, sequence] if _is_number(sequence):
            return Paper(head_name(stream, int(sequence)), digits)
    raise RefusedError(f"'{text}' is not {FORM}.")


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 20 and int(word) > 0


def paper_findings(
    papers: Iterable[Paper], held: Mapping[str, Iterable[bytes]]
) -> Iterator[Finding]:
    """Yield a finding for each paper that no log bears out; ``held`` is by a paper's name."""
    for name, digits in papers:
        hashes = sorted(one.hex() for one in held.get(name, ()))
        if not hashes:
            said = f"A paper shows {name}, and no log here has it: its end was cut off."
            yield Finding(WITNESS, "", 0, "paper", said)
        elif not any(one.startswith(digits) for one in hashes):
            here = ", ".join(one[: len(digits)] for one in hashes)
            said = f"A paper shows {name} with {digits}; here it has {here}."
            yield Finding(WITNESS, "", 0, "paper", said)
