"""What a replica remembers of the stock rows on one link."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.crdt.row_delta import NO_POINT, RowPoint
from core.identity import StreamId
from replication.limits import ROWS_SILENCE_TICKS
from replication.messages import Rows


@dataclass(slots=True)
class RowLink:
    """Both directions of the rows between us and one peer, for one session."""

    round: int = 0
    """The number of the last message of ours that wants an acknowledgement."""

    asked: bool = False
    """Whether our order stands, as far as we said."""
    ask_round: int = 0
    """The round of our last ROWS_WANT while the peer has not heard it, otherwise 0."""
    ask_ticks: int = 0
    """Ticks since it was said, or since it brought anything."""
    silence_ticks: int = ROWS_SILENCE_TICKS
    """After how many of them it is said anew."""
    doubted: bool = False
    """Whether it was said anew for no other reason, and nothing came since."""
    gap: bool = False
    """Whether the peer thinks that we hold more than we do."""
    unwelcome: bool = False
    """Whether it told rows of streams that are not admitted; until members change."""
    refused: bool = False
    """Whether it told rows that cannot be: no more are taken in this session."""

    wanted: bool = False
    """Whether the peer's order stands."""
    prompt: bool = True
    """Whether the next order is answered at once; once a tick, for an answer may be large."""
    held: dict[StreamId, RowPoint] = field(default_factory=dict)
    """Of each stream, how far the peer is known to hold its rows."""
    due: dict[StreamId, None] = field(default_factory=dict)
    """Streams of which rows may have to be sent, in turn."""
    seen: int = 0
    """How many of the moves of streams have been looked at."""
    on_the_way: Rows | None = None
    """The message that was sent and not yet acknowledged."""
    sent_ticks: int = 0
    """Ticks since it was sent."""

    def next_round(self) -> int:
        """Return the number of a new message."""
        self.round += 1
        return self.round

    def heard_of(self, stream: StreamId, point: RowPoint) -> None:
        """Remember that the peer holds rows up to a point; never goes back."""
        if point > self.held.get(stream, NO_POINT):
            self.held[stream] = point
