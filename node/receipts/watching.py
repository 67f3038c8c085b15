"""From where on a till's own sales are printed by themselves.

The mark is set when a till is first opened with a printer in its configuration: what was sold
before had its paper or wanted none, and what is sold from then on has one, whenever the process
that prints comes up.
"""

from __future__ import annotations

from core.identity import StreamId
from node.receipts.outbox import Outbox
from node.till import Till


def seen_mark(stream: StreamId) -> str:
    """Return the name of the mark: the last record of a stream that was looked at."""
    return f"seen {stream}"


def begin(till: Till, outbox: Outbox) -> int:
    """Return the last record that was looked at; at the first time, the last there is."""
    stream = till.branch_stream
    with till.log.read() as view:
        head = view.head(stream).sequence
    return min(outbox.begin_mark(seen_mark(stream), head), head)
