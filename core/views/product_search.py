"""Search by name as somebody types: which products have words that begin so.

An index of the catalogue's table, ``w`` + word, NUL, SKU -> the name as it is compared. The
longest word typed is looked up, the others are looked for in what it finds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from core.log.projection import Table

WORDS_MAX = 16
"""Most words of a name that are looked up by: what a customer would say, and more."""

WORD_LENGTH_MAX = 24
"""How much of a word is compared: nobody types more of one."""

LOOKED_AT_MAX = 20_000
"""Entries of the index a search looks at: what takes a slow machine fifty milliseconds. One
letter may stand before more of them; then the first are shown, and a second letter helps."""

_WORD = re.compile(r"\w+")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared: small, without accents, each once."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in decomposed if not unicodedata.combining(one))
    found = dict.fromkeys(word[:WORD_LENGTH_MAX] for word in _WORD.findall(plain))
    return tuple(found)[:WORDS_MAX]


def index_entries(sku: str, name: str) -> dict[bytes, bytes]:
    """Return the entries of the index for a product."""
    words = words_of(name)
    compared = " ".join(("", *words)).encode()
    ending = b"\0" + sku.encode()
    return {b"w" + word.encode() + ending: compared for word in words}


def skus_of(table: Table, text: str) -> Iterator[str]:
    """Yield the SKUs of products that have a word beginning with each one typed, once each."""
    words = sorted(words_of(text), key=len)
    if not words:
        return
    longest = words.pop()
    others = [b" " + word.encode() for word in words]
    seen: set[bytes] = set()
    for looked_at, (key, compared) in enumerate(table.scan(b"w" + longest.encode())):
        if looked_at >= LOOKED_AT_MAX:
            return
        sku = key[key.index(b"\0") + 1 :]
        if sku not in seen and all(other in compared for other in others):
            seen.add(sku)
            yield sku.decode()
