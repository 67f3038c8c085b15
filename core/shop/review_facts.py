"""Readers of what people did about reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.errors import MalformedError
from core.identity import StreamId
from core.log.projection import Reader
from core.shop import kinds
from core.shop.limits import NOTE_LENGTH_MAX
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields
from core.shop.review import EVENTS_MAX, STREAMS_MAX, SUBJECT_WORDS_MAX, Seen

MARK_MAX = 2**63 - 1
"""Highest mark: what a counter row stops at."""


class ResolutionFact(NamedTuple):
    """A review as somebody resolved it."""

    at_ms: int
    kind: str
    subject: tuple[str, ...]
    way: str
    by: str
    note: str
    seen: Seen
    events: tuple[bytes, ...]


class ReviewNoteFact(NamedTuple):
    """What somebody remarked on a review."""

    at_ms: int
    kind: str
    subject: tuple[str, ...]
    by: str
    note: str


def _check(fact: ResolutionFact | ReviewNoteFact) -> None:
    must_be_word(fact.kind)
    if type(fact.subject) is not tuple or not 0 < len(fact.subject) <= SUBJECT_WORDS_MAX:
        raise MalformedError("A review is about nothing, or about too much.")
    for word in fact.subject:
        must_be_word(word, empty=True)
    must_be_word(fact.by)
    must_be_word(fact.note, length_max=NOTE_LENGTH_MAX, empty=True)


def _read_resolution(body: bytes) -> ResolutionFact:
    fact = ResolutionFact._make(read_fields(body, 7))
    _check(fact)
    must_be_word(fact.way)
    if type(fact.seen) is not tuple or len(fact.seen) > STREAMS_MAX:
        raise MalformedError("A resolution saw too many streams.")
    for stream, mark in fact.seen:
        if type(stream) is not bytes:
            raise MalformedError("A resolution saw what is no stream.")
        StreamId.from_bytes(stream)
        must_be_whole(mark, 0, MARK_MAX)
    if type(fact.events) is not tuple or len(fact.events) > EVENTS_MAX:
        raise MalformedError("A resolution names too many events.")
    for event in fact.events:
        must_be_id(event)
    return fact


def _read_note(body: bytes) -> ReviewNoteFact:
    fact = ReviewNoteFact._make(read_fields(body, 4))
    _check(fact)
    return fact


READERS: Mapping[str, Reader] = {
    kind: guarded(read)
    for kind, read in {
        kinds.REVIEW_RESOLVED: _read_resolution,
        kinds.REVIEW_NOTED: _read_note,
    }.items()
}
"""The reader of every kind of event about reviews."""
