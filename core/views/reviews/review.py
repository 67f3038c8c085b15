"""What a review is: a problem found by merging that waits for a person.

A review is derived and never recorded: it follows from the events a node holds, in whatever
order they came, so every node that holds them finds the same problem under the same id (I7).
It refuses nothing; what it names has happened. A person ends it by a further event, which says
up to where that person saw it: what happened beyond opens it again.

A subject of the shop that can go wrong by merging adds one file to this package with one
class, and names it in ``REVIEW_KINDS``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

import msgpack

from core.crdt.lww import Tag
from core.errors import MalformedError
from core.hlc import milliseconds_of
from core.identity import COMPANY_SCOPE, StreamId
from core.log.entry import Entry, entry_of
from core.log.log_view import LogView
from core.log.record import decode_originator_id
from core.shop.facts import RefundFact, SaleFact
from core.shop.readers import SHOP_READERS
from core.shop.sale import receipt_text

ID_BYTES = 16
"""Length of a review's id."""

INVOLVED_MAX = 100
"""Most events one review names, the earliest ones: nobody reads more, and it says how many
there are besides."""


class Problem(NamedTuple):
    """One thing that merging found wrong."""

    kind: str
    subject: tuple[str, ...]
    """What it is about, in words: with the kind, its whole identity."""
    location: str
    """The branch whose list it stands on; empty for the company's."""
    amount: int
    """How bad it is, in thousandths of goods or in minor units, as the kind has it."""
    marks: Mapping[StreamId, int]
    """Of each stream that takes part, a number that grows with what the stream adds to the
    problem: the sequence of its last event, mostly. See :meth:`ReviewKind.problems`."""

    @property
    def id(self) -> bytes:
        """The same on every node."""
        return review_id(self.kind, self.subject)


def review_id(kind: str, subject: Iterable[str]) -> bytes:
    """Return the id of the review of a kind about a subject."""
    return sha256(msgpack.packb([kind, *subject])).digest()[:ID_BYTES]


class Involved(NamedTuple):
    """One event that takes part in a problem; they sort as people saw them happen."""

    hlc: int
    stream: StreamId
    sequence: int
    kind: str
    at_ms: int
    location: str
    what: str
    """What a person finds it by: the number of a receipt, else the event's id."""
    amount: int
    """What it did to the problem, in the unit of the problem's amount."""


class Evidence(NamedTuple):
    """What a kind keeps of an event, under the key of what it is about."""

    about: bytes
    detail: tuple[Any, ...]


class Kept(NamedTuple):
    """Evidence that was kept, and where its event stands."""

    stream: StreamId
    sequence: int
    detail: tuple[Any, ...]


class ReviewKind(Protocol):
    """One kind of review."""

    @property
    def name(self) -> str:
        """The kind's word, for ever."""

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways out, the usual one first."""

    @property
    def kinds(self) -> frozenset[str]:
        """The event kinds it keeps evidence of; none when other tables say enough."""

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Return what to keep of an event, mostly nothing: this is called for every sale."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield what is wrong, by subject.

        Whatever order events came in, the same must be found. A mark must grow whenever its
        stream makes the problem worse, and at no other time: it decides whether a review that
        was resolved is open again.
        """

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the events that take part, at most :data:`INVOLVED_MAX`, and how many more."""

    def said(self, problem: Problem) -> str:
        """Return the problem as one sentence for a person."""


def involved_at(view: LogView, stream: StreamId, sequence: int, amount: int = 0) -> Involved:
    """Return the event at a place as one that takes part."""
    (record,) = view.records(stream, sequence - 1, count=1)
    return involved_by(stream, entry_of(record), amount)


def involved_by(stream: StreamId, entry: Entry, amount: int = 0) -> Involved:
    """Return an event as one that takes part; of one nobody can read, what its header says."""
    what = str(decode_originator_id(entry.flags, entry.originator_id))
    at_ms, location = milliseconds_of(entry.hlc), ""
    with suppress(KeyError, MalformedError):
        fact = SHOP_READERS[entry.kind](entry.body)
        at_ms, location = fact.at_ms, getattr(fact, "location", "")
        if isinstance(fact, SaleFact | RefundFact):
            what = receipt_text(fact.series, fact.number)
    return Involved(entry.hlc, stream, entry.sequence, entry.kind, at_ms, location, what, amount)


def written_by(view: LogView, tags: Iterable[Tag]) -> tuple[list[Involved], int]:
    """Return the company's events by which fields were written, as :func:`earliest` does.

    A tag names no lane: where a stream forked, every history is looked into.
    """
    return earliest(
        found
        for tag in tags
        for stream in view.holders(_company_stream(tag), tag.sequence).values()
        if milliseconds_of((found := involved_at(view, stream, tag.sequence)).hlc) == tag.hlc
    )


def marks_of_tags(tags: Iterable[Tag]) -> dict[StreamId, int]:
    """Return the marks of fields that the company's events wrote."""
    return marks_of((_company_stream(tag), tag.sequence) for tag in tags)


def _company_stream(tag: Tag) -> StreamId:
    return StreamId(tag.author, tag.epoch, COMPANY_SCOPE)


def earliest(found: Iterable[Involved]) -> tuple[list[Involved], int]:
    """Return the earliest of them, as many as a review names, and how many more there are."""
    ordered = sorted(found)
    return ordered[:INVOLVED_MAX], max(0, len(ordered) - INVOLVED_MAX)


def marks_of(places: Iterable[tuple[StreamId, int]]) -> dict[StreamId, int]:
    """Return the last sequence of each stream, the streams in their order."""
    marks: dict[StreamId, int] = {}
    for stream, sequence in places:
        marks[stream] = max(sequence, marks.get(stream, 0))
    return dict(sorted(marks.items()))
