"""Our own streams in the hands of peers: what they say of them, and what proves it.

Whoever says that it holds more of our stream than we do, or another history of it, is asked for
the batches. What our own key has sealed and we do not hold, another copy of us has written, or we
ourselves before our disk was set back. Nothing else is believed, and nothing is written.
"""

from __future__ import annotations

from core.identity import StreamId
from core.log.branching import Placement
from core.log.event_log import EventLog
from replication.notices import ForkFound, OwnStreamAhead

NOT_SEALED = "What it holds of our own stream {stream} is not sealed by us."
"""What is said of a peer that has shown nothing after all."""


def is_ours(log: EventLog, stream: StreamId) -> bool:
    """Return whether only we write a stream."""
    return stream.origin == (log.author, log.epoch)


def held_now(log: EventLog, stream: StreamId) -> int:
    """Return how far a stream is held at this moment.

    Another process may have written since we last looked, and a peer have heard of it.
    """
    with log.read() as view:
        return view.head(stream).sequence


def proved(log: EventLog, placement: Placement, link: bytes) -> ForkFound | OwnStreamAhead:
    """Return what records sealed by our key prove, that we do not hold."""
    assert placement.entries, "what we hold proves nothing"
    base = placement.stream.base
    if (forks_at := placement.forks_at) is not None:
        return ForkFound(base, forks_at, link)
    return OwnStreamAhead(base, held_now(log, placement.stream), placement.last.sequence, link)
