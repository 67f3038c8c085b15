"""Row deltas: what changed in a stream's counter rows since a sequence.

After Almeida, Shoker and Baquero, "Delta state replicated data types" (2018). Every row says
the sequence that touched it last, so the rows of a stream sort by it, and whoever holds them
up to one sequence lacks exactly the rows after it. A delta sent twice, late or by another node
joins to the same rows (invariant I5).

A stream that forked is named anew: what stood in main may stand in a lane now. So whoever tells
rows says of how many lanes of the stream it knew. Rows told in knowledge of more lanes take the
place of all that was told of that stream before; rows told in knowledge of fewer are passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from core.crdt.pn_counter import Row
from core.identity import StreamId


class KeyedRow(NamedTuple):
    """A row and the key of its counter; only the shop knows how a key reads."""

    key: bytes
    row: Row


class Extent(NamedTuple):
    """How far a stream's rows are known."""

    through: int
    """Every row last touched at or before this sequence is known."""
    reach: int
    """The sequence up to which rows had been folded where these came from. From ``through``
    on they are together the fold of one prefix (invariant I6) when both are the same."""
    hlc: int
    """The stamp of the last prefix that was known whole, 0 before the first."""


NOTHING = Extent(0, 0, 0)
"""The extent of a stream of which no rows are known."""


class RowPoint(NamedTuple):
    """How far a stream's rows are known; the greater point knows more."""

    lanes: int
    """How many lanes of its base were known: the histories are named after that."""
    through: int
    """Every row last touched at or before this sequence is known."""


NO_POINT = RowPoint(0, 0)
"""The point of a stream of which no rows are known."""


class RowDelta(NamedTuple):
    """The rows of a stream last touched after one sequence and up to another."""

    stream: StreamId
    after: int
    upto: int
    reach: int
    """The sequence up to which the sender has folded; more is to come while ``upto`` is less."""
    hlc: int
    """The stamp of the event at ``reach``."""
    rows: tuple[KeyedRow, ...]
    lanes: int = 0
    """How many lanes of the stream's base the sender holds."""

    @property
    def point(self) -> RowPoint:
        """How far the rows are known to whoever has taken this."""
        return RowPoint(self.lanes, self.upto)


def extended(before: Extent, delta: RowDelta) -> Extent:
    """Return the extent after a delta that begins at or before ``before.through``."""
    assert delta.after <= before.through, "a delta with a gap before it was taken"
    through, reach = max(before.through, delta.upto), max(before.reach, delta.reach)
    # Only a delta of the furthest reach can close the gap to it, so its stamp is the right one.
    whole = through == reach == delta.upto
    return Extent(through, reach, max(before.hlc, delta.hlc) if whole else before.hlc)


class RowBook(Protocol):
    """All rows a node knows, of its own log and told by peers."""

    def told(self) -> dict[StreamId, Extent]:
        """Return how far peers told of each stream, ordered by stream."""

    def told_lanes(self) -> dict[StreamId, int]:
        """Return in knowledge of how many lanes peers told of each stream that forked."""

    def delta(self, stream: StreamId, after: int, bytes_max: int) -> RowDelta | None:
        """Return what of a stream follows ``after``, about ``bytes_max`` of it; None: nothing.

        May be cut short at any sequence, so that a look stays short.
        """

    def take(self, deltas: Sequence[RowDelta]) -> None:
        """Join deltas that follow what is known, all of them in one transaction or none.

        A delta told in knowledge of more lanes begins at 0.
        Raises :class:`core.errors.MalformedError` when a row cannot be, or they are more than
        can be held, and :class:`core.errors.StorageError` when the disk refuses.
        """

    def drop(self, stream: StreamId) -> None:
        """Forget what peers told of a stream."""
