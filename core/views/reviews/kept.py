"""The table of reviews: evidence that no other table keeps, and what people decided.

Rows are only ever added, each under the place of its event, so any order gives the same bytes.

Keys: ``e`` + kind, NUL, length of what it is about u8, what it is about, sequence (u64), stream
-> detail; ``r`` or ``n`` + review id, sequence, stream -> a resolution or a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple

import msgpack

from core.identity import StreamId
from core.log.layout import U64
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.review_facts import ResolutionFact, ReviewNoteFact
from core.views.reviews.review import Kept, ReviewKind, review_id

REVIEWS = "reviews"
"""The name of the projection."""

ABOUT_BYTES_MAX = 255
"""Longest key of what evidence is about: its length stands in one byte."""

_FOLD_VERSION = 1
_DECIDED = frozenset({kinds.REVIEW_RESOLVED, kinds.REVIEW_NOTED})


class Reviews:
    """Evidence of problems, as each kind of review keeps it, and people's decisions."""

    name = REVIEWS

    def __init__(self, review_kinds: Sequence[ReviewKind]) -> None:
        """Keep evidence for ``review_kinds``."""
        self._keepers: dict[str, list[ReviewKind]] = defaultdict(list)
        for review_kind in review_kinds:
            for kind in review_kind.kinds:
                self._keepers[kind].append(review_kind)
        self.kinds = _DECIDED | self._keepers.keys()

    @property
    def version(self) -> int:
        """Other kinds of review are another version: the log then folds its table anew."""
        names = sorted((kind, each.name) for kind, all_ in self._keepers.items() for each in all_)
        return int.from_bytes(sha256(msgpack.packb([_FOLD_VERSION, *names])).digest()[:8], "big")

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Keep what the kinds of review ask for, and what people decided."""
        keepers = self._keepers
        for entry, fact in facts:
            kind = entry.kind
            if kind in keepers:
                for keeper in keepers[kind]:
                    found = keeper.keep(entry, fact)
                    if found is not None:
                        key = _evidence_prefix(keeper.name, found.about)
                        key += U64.pack(entry.sequence) + stream.to_bytes()
                        table.put(key, msgpack.packb(found.detail))
            elif kind in _DECIDED:
                key = b"r" if kind == kinds.REVIEW_RESOLVED else b"n"
                key += review_id(fact.kind, fact.subject)
                key += U64.pack(entry.sequence) + stream.to_bytes()
                table.put(key, msgpack.packb((entry.hlc, *fact)))

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _evidence_prefix(name: str, about: bytes) -> bytes:
    assert len(about) <= ABOUT_BYTES_MAX, "evidence about something with too long a key"
    return b"e" + name.encode() + b"\0" + bytes([len(about)]) + about


def evidence(table: Table, name: str) -> Iterator[tuple[bytes, list[Kept]]]:
    """Yield what a kind of review kept: of each thing, its evidence in the order of places."""
    prefix = _evidence_prefix(name, b"")[:-1]

    def split(item: tuple[bytes, bytes]) -> bytes:
        start = len(prefix) + 1
        return item[0][start : start + item[0][len(prefix)]]

    for about, rows in groupby(table.scan(prefix), split):
        yield about, [_kept(key[len(prefix) + 1 + len(about) :], value) for key, value in rows]


def evidence_about(table: Table, name: str, about: bytes) -> list[Kept]:
    """Return what a kind of review kept about one thing."""
    prefix = _evidence_prefix(name, about)
    return [_kept(key[len(prefix) :], value) for key, value in table.scan(prefix)]


def _kept(place: bytes, value: bytes) -> Kept:
    stream = StreamId.from_bytes(place[U64.size :])
    return Kept(stream, U64.unpack_from(place)[0], msgpack.unpackb(value, use_list=False))


class Decided(NamedTuple):
    """A decision about a review and when it was recorded; they sort as they were made."""

    hlc: int
    stream: StreamId
    sequence: int
    fact: ResolutionFact | ReviewNoteFact


def resolutions(table: Table, review: bytes) -> list[Decided]:
    """Return how a review was resolved, each time."""
    return _decided(table, b"r", review, ResolutionFact)


def notes(table: Table, review: bytes) -> list[Decided]:
    """Return what was remarked on a review."""
    return _decided(table, b"n", review, ReviewNoteFact)


def _decided(
    table: Table, tag: bytes, review: bytes, fact: type[ResolutionFact] | type[ReviewNoteFact]
) -> list[Decided]:
    found = []
    for key, value in table.scan(tag + review):
        place = key[1 + len(review) :]
        hlc, *fields = msgpack.unpackb(value, use_list=False)
        stream = StreamId.from_bytes(place[U64.size :])
        found.append(Decided(hlc, stream, U64.unpack_from(place)[0], fact._make(fields)))
    return sorted(found)


def resolved_ids(table: Table) -> Iterator[bytes]:
    """Yield the id of every review that was ever resolved, each once."""
    id_bytes = slice(1, 1 + len(review_id("", ())))
    for identifier, _ in groupby(table.scan(b"r"), lambda item: item[0][id_bytes]):
        yield identifier
