"""Tables of nodes: clock jumps, epochs, forks, and events that came late."""

from __future__ import annotations

from collections.abc import Iterator

from core.audit.anomalies.anomaly import Story
from core.audit.clocks import clock_jumps
from core.audit.ledger import Happening
from core.audit.period import Period
from core.audit.tables.table import PLACE, Table, Value, number, place, text, within
from core.identity import StreamId
from core.log import layout
from core.log.layout import POSITION
from core.shop import kinds

LATE_MS = 3_600_000
"""How much younger something must have been here before, for an event to have come late: an
hour, which a partition takes and a round of gossip does not."""

LEAP_MS = 86_400_000
"""What nobody else confirms may leap no further: a clock that says 2099 makes nobody else late."""


class _Youngest:
    """The youngest stamp that was here before, as far as it is believed."""

    def __init__(self) -> None:
        self.stamp_ms = 0
        self._leaps: dict[bytes, int] = {}
        """Of each author that leapt further than a day, how far."""

    def take(self, author: bytes, stamp_ms: int) -> None:
        """Go on to a stamp; further than a day only when a second author is there as well."""
        if self.stamp_ms and stamp_ms > self.stamp_ms + LEAP_MS:
            self._leaps[author] = max(stamp_ms, self._leaps.get(author, 0))
            stamp_ms = min(sorted(self._leaps.values())[-2:]) if len(self._leaps) > 1 else 0
        self.stamp_ms = max(self.stamp_ms, stamp_ms)


def _jumps(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for jump in clock_jumps(story.view, story.told):
        if period.holds(jump.happened, story):
            yield (*place(jump.happened, story), jump.off_ms)


CLOCK_JUMPS = Table(
    "clock_jumps",
    "where the time a till says parts from the stamps it had reached",
    (*PLACE, number("off_ms", "what it says less its stamp; negative: it was set back")),
    _jumps,
)


def _epochs(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for one in within(story, period, kinds.EPOCH_OPENED):
        yield (*place(one, story), one.stream.epoch, one.fact.previous, one.fact.reason)


EPOCHS = Table(
    "epochs",
    "every epoch that a node began because it could not prove its log whole",
    (*PLACE, number("epoch", "which"), number("previous", "after which"), text("reason", "why")),
    _epochs,
)


def _forks(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for one in within(story, period, kinds.STREAM_FORKED):
        node = story.nodes.name(one.fact.author)
        proven = int(bool(one.fact.proof))
        yield (*place(one, story), node, one.fact.scope, one.fact.sequence, proven)


FORKS = Table(
    "forks",
    "every stream of which a node found two histories",
    (
        *PLACE,
        text("forked_node", "whose stream"),
        text("scope", "which of its streams"),
        number("from_sequence", "the first record that is another one"),
        number("proven", "1 when the event carries a proof"),
    ),
    _forks,
)


def _late(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    by_place = {(one.stream, one.sequence): one for one in story.told}
    late: dict[StreamId, tuple[Happening, int, int]] = {}
    youngest = _Youngest()
    for _, at in story.view.transaction.scan(layout.FEED, b""):
        alias, sequence = POSITION.unpack(at)
        one = by_place.get((story.view.stream_of(alias), sequence))
        if one is None:
            continue
        behind = youngest.stamp_ms - one.stamp_ms
        youngest.take(one.stream.author, one.stamp_ms)
        if behind > LATE_MS and period.holds(one, story):
            first, count, most = late.get(one.stream, (one, 0, 0))
            late[one.stream] = (first, count + 1, max(most, behind))
    for first, count, most in late.values():
        yield (*place(first, story), count, most)


LATE = Table(
    "late_events",
    "streams of which events came an hour or more after younger ones, from the first of them on",
    (*PLACE, number("events", "how many"), number("behind_ms", "by how much at most")),
    _late,
)
