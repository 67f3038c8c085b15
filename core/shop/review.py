"""What people do about reviews: they resolve one, or add a note to it.

A review itself is no event: every node derives it from what it holds (:mod:`core.views.reviews`).
Only what a person decided is recorded, each decision an aggregate of its own, so that anybody
may decide anywhere, and two who decide apart are both heard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from core.errors import RefusedError
from core.identity import StreamId
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import NOTE_LENGTH_MAX, WORD_LENGTH_MAX, check_word

Seen = tuple[tuple[bytes, int], ...]
"""Of each stream, as bytes and in their order, the mark up to which somebody saw a review."""

SUBJECT_WORDS_MAX = 4
"""Most words that say what a review is about; a location and a SKU are two."""

STREAMS_MAX = 4_000
"""Most streams of one resolution: more than the tills that can meet in one review."""

EVENTS_MAX = 100
"""Most further events one resolution names."""


class Resolution(ShopAggregate):
    """One decision of a person that ends a review, as far as that person saw it."""

    TOPIC = "review_resolution"

    class Created(ShopAggregate.Created):
        """Somebody took a way out."""

        TOPIC = kinds.REVIEW_RESOLVED
        kind: str
        subject: tuple[str, ...]
        way: str
        by: str
        note: str
        seen: Seen
        events: tuple[bytes, ...]

    kind: str
    subject: tuple[str, ...]
    way: str
    by: str
    note: str
    seen: Seen
    events: tuple[bytes, ...]

    @classmethod
    def resolve(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        kind: str,
        subject: tuple[str, ...],
        way: str,
        by: str,
        seen: Mapping[StreamId, int],
        note: str = "",
        events: Sequence[UUID] = (),
    ) -> Self:
        """Decide that a review is done with up to the marks in ``seen``.

        ``events`` are what was done about it: the transfer, the refund, the count. Raises
        :class:`RefusedError` when a field is out of bounds.
        """
        _check(kind, subject, by, note)
        check_word("A way out", way, WORD_LENGTH_MAX)
        if len(events) > EVENTS_MAX:
            raise RefusedError(f"A resolution names at most {EVENTS_MAX} events.")
        assert len(seen) <= STREAMS_MAX, "more tills than a chain has met in one review"
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            kind=kind,
            subject=subject,
            way=way,
            by=by,
            note=note,
            seen=tuple((stream.to_bytes(), mark) for stream, mark in sorted(seen.items())),
            events=tuple(event.bytes for event in events),
        )


class ReviewNote(ShopAggregate):
    """One remark on a review, which stays open."""

    TOPIC = "review_note"

    class Created(ShopAggregate.Created):
        """Somebody said something about a review."""

        TOPIC = kinds.REVIEW_NOTED
        kind: str
        subject: tuple[str, ...]
        by: str
        note: str

    kind: str
    subject: tuple[str, ...]
    by: str
    note: str

    @classmethod
    def remark(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        kind: str,
        subject: tuple[str, ...],
        by: str,
        note: str,
    ) -> Self:
        """Decide to say ``note``; raises :class:`RefusedError` when it is empty or too long."""
        _check(kind, subject, by, note)
        if not note:
            raise RefusedError("A note needs words.")
        return cls._create(
            cls.Created, id=id, timestamp=timestamp, kind=kind, subject=subject, by=by, note=note
        )


def _check(kind: str, subject: tuple[str, ...], by: str, note: str) -> None:
    check_word("A kind of review", kind, WORD_LENGTH_MAX)
    check_word("Who decides", by, WORD_LENGTH_MAX)
    check_word("A note", note, NOTE_LENGTH_MAX, empty=True)
    assert 0 < len(subject) <= SUBJECT_WORDS_MAX, "a review is about something"
    for word in subject:
        check_word("What a review is about", word, WORD_LENGTH_MAX, empty=True)
