"""Stock-takes: what lies on the shelf, held against the books as they were at that moment.

A count does not set stock. Each line says what was counted, and its *cut*: of every stream that
moves this product here, how far this node had heard it when the shelf was counted. What is
recorded is the difference between the shelf and the fold of exactly the events within the cut:
it adds to what was sold meanwhile, here or where nobody could be heard, and takes nothing back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.errors import RefusedError
from core.identity import StreamId
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import (
    LINES_MAX,
    LOCATION_LENGTH_MAX,
    SKU_LENGTH_MAX,
    WORD_LENGTH_MAX,
    check_word,
)

Cut = tuple[tuple[bytes, int], ...]
"""Of each stream, as bytes and in their order, the last sequence that was counted with."""


class Counted(NamedTuple):
    """One product as it was counted."""

    counted_milli: int
    book_milli: int
    """What the events within the cut come to."""
    cut: Cut

    @property
    def delta_milli(self) -> int:
        """What to add to the books."""
        return self.counted_milli - self.book_milli


class CountLine(NamedTuple):
    """One product of a finished count; the sequences of its cut follow the event's streams."""

    sku: str
    counted_milli: int
    delta_milli: int
    sequences: tuple[int, ...]


class StockCount(ShopAggregate):
    """One stock-take of one location, durable line by line."""

    TOPIC = "stock_count"

    class Created(ShopAggregate.Created):
        """Somebody began to count."""

        TOPIC = kinds.COUNT_STARTED
        location: str
        by: str
        note: str

    class LineCounted(ShopAggregate.Event):
        """A shelf was counted; of one product the last line counts."""

        TOPIC = kinds.COUNT_LINE_COUNTED
        sku: str
        counted_milli: int
        book_milli: int
        cut: Cut

        def apply(self, aggregate: StockCount) -> None:
            """Remember the line, in place of an earlier one."""
            counted = Counted(self.counted_milli, self.book_milli, self.cut)
            aggregate.lines[self.sku] = counted

    class Finished(ShopAggregate.Event):
        """The count became a movement of stock."""

        TOPIC = kinds.STOCK_COUNTED
        location: str
        streams: tuple[bytes, ...]
        lines: tuple[CountLine, ...]

        def apply(self, aggregate: StockCount) -> None:
            """Remember that nothing more is counted."""
            aggregate.finished = True

    class Abandoned(ShopAggregate.Event):
        """The count was given up; nothing of it moves stock."""

        TOPIC = kinds.COUNT_ABANDONED
        reason: str

        def apply(self, aggregate: StockCount) -> None:
            """Remember that nothing more is counted."""
            aggregate.abandoned = True

    def __init__(self, location: str, by: str, note: str) -> None:
        """Begin with nothing counted."""
        self.location = location
        self.by = by
        self.note = note
        self.lines: dict[str, Counted] = {}
        self.finished = False
        self.abandoned = False

    @classmethod
    def start(
        cls, *, id: UUID, timestamp: datetime, location: str, by: str = "", note: str = ""
    ) -> Self:
        """Decide to count a location; raises :class:`RefusedError` when a word is wrong."""
        check_word("A location", location, LOCATION_LENGTH_MAX)
        check_word("Who counts", by, WORD_LENGTH_MAX, empty=True)
        check_word("A note", note, WORD_LENGTH_MAX, empty=True)
        return cls._create(
            cls.Created, id=id, timestamp=timestamp, location=location, by=by, note=note
        )

    def count(
        self,
        timestamp: datetime,
        sku: str,
        counted_milli: int,
        *,
        book_milli: int,
        cut: Mapping[StreamId, int],
    ) -> None:
        """Note what lies on the shelf now, and the books within the cut.

        Raises :class:`RefusedError` when less than nothing was counted, or the count is done.
        """
        self.must_be_open()
        check_word("An SKU", sku, SKU_LENGTH_MAX)
        if not 0 <= counted_milli <= QUANTITY_MILLI_MAX:
            raise RefusedError(f"The quantity of {sku} is less than nothing or out of bounds.")
        if sku not in self.lines and len(self.lines) >= LINES_MAX:
            raise RefusedError(f"A count takes at most {LINES_MAX} products; finish this one.")
        self.trigger_event(
            self.LineCounted,
            timestamp=timestamp,
            sku=sku,
            counted_milli=counted_milli,
            book_milli=book_milli,
            cut=tuple((stream.to_bytes(), sequence) for stream, sequence in sorted(cut.items())),
        )

    def finish(self, timestamp: datetime) -> None:
        """Decide that this is what was there; raises :class:`RefusedError` without a line."""
        self.must_be_open()
        if not self.lines:
            raise RefusedError("Nothing was counted yet.")
        streams = sorted({stream for line in self.lines.values() for stream, _ in line.cut})
        lines = []
        for sku, line in sorted(self.lines.items()):
            cut = dict(line.cut)
            sequences = tuple(cut.get(stream, 0) for stream in streams)
            lines.append(CountLine(sku, line.counted_milli, line.delta_milli, sequences))
        self.trigger_event(
            self.Finished,
            timestamp=timestamp,
            location=self.location,
            streams=tuple(streams),
            lines=tuple(lines),
        )

    def abandon(self, timestamp: datetime, reason: str = "") -> None:
        """Decide to give the count up; raises :class:`RefusedError` when it is finished."""
        self.must_be_open()
        check_word("A reason", reason, WORD_LENGTH_MAX, empty=True)
        self.trigger_event(self.Abandoned, timestamp=timestamp, reason=reason)

    def must_be_open(self) -> None:
        """Raise :class:`RefusedError` when the count is finished or given up."""
        if self.abandoned:
            raise RefusedError("This count was given up; start a new one.")
        if self.finished:
            raise RefusedError("This count is finished; start a new one.")
