"""How far this node's own events have travelled, of all and of each."""

from __future__ import annotations

from typing import NamedTuple

from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.entry import entry_of
from core.log.log_view import LogView
from node.distance import Known
from node.till import Till
from node.till_config import HUB
from replication.spread import Distance, beyond_hubs, distance, spread_of, stream_text


class Travelled(NamedTuple):
    """How far all own events have travelled."""

    by_peers: tuple[int, ...]
    """How many of them exactly 0, 1, 2 ... peers are known to hold."""
    at_hub: int
    waits_for_hub_ms: int | None
    """How old the oldest is that no hub is known to hold; None: a hub has them all."""


def travelled(till: Till, view: LogView, known: Known) -> Travelled:
    """Return how far all events this node wrote have travelled."""
    now_ms, author = till.log.now_ms(), till.log.author
    holders = known.recent(now_ms)
    own = [stream for stream in view.heads() if stream.author == author]
    heads = {stream_text(stream): view.head(stream).sequence for stream in own}
    starts = {stream_text(stream): stream.start for stream in own if stream.is_lane}
    spread = spread_of(holders, heads, starts)
    if till.config.role == HUB:
        return Travelled(spread.by_peers, spread.own_events, None)
    first = beyond_hubs(holders, heads, starts)
    ages = [
        now_ms - _written_ms(view, stream, first[stream_text(stream)])
        for stream in own
        if stream_text(stream) in first
    ]
    return Travelled(spread.by_peers, spread.at_hub, max(0, *ages) if ages else None)


def _written_ms(view: LogView, stream: StreamId, sequence: int) -> int:
    (record,) = view.records(stream, sequence - 1, count=1)
    return milliseconds_of(entry_of(record).hlc)


def distance_of(till: Till, known: Known, stream: StreamId, sequence: int) -> Distance:
    """Return how far one of our own events has travelled."""
    found = distance(known.recent(till.log.now_ms()), stream_text(stream), sequence)
    return Distance(found.peers, True) if till.config.role == HUB else found
