"""The history of a stream: of a lane, what it branches off included."""

from __future__ import annotations

from core.identity import StreamId
from core.log.log_view import LogView


def history(view: LogView, stream: StreamId, after: int, *, count: int) -> list[bytes]:
    """Return up to ``count`` records that follow ``after``; fewer up to where a lane begins."""
    last = after + count
    while after + 1 < stream.start:
        last = min(last, stream.start - 1)
        stream = view.parent(stream)
    return view.records(stream, after, count=last - after)
