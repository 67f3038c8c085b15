"""The index of kinds: which LSNs carry a kind, so that a subscription need not scan.

One more write an event, hence optional. A mark in ``meta`` says that the index is complete: a
log that was once opened without it is indexed anew when it is opened with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice

from core.log import layout
from core.log.entry import Entry
from core.log.layout import META, TOPIC, U64
from core.log.log_view import LogView
from core.log.record import decode_header
from core.log.store import Transaction

_COMPLETE = b"topic index"
_BATCH = 4096


def is_stale(transaction: Transaction, wanted: bool) -> bool:
    """Return whether the index must be built, or its mark of completeness taken away."""
    return (transaction.get(META, _COMPLETE) is not None) != wanted


def rebuild(transaction: Transaction, wanted: bool) -> None:
    """Empty the index and, when it is ``wanted``, index the whole log."""
    transaction.clear(TOPIC)
    if not wanted:
        transaction.delete(META, _COMPLETE)
        return
    keys = (
        layout.topic_key(decode_header(record).kind, lsn)
        for lsn, record in LogView(transaction).feed(0, LogView(transaction).last_lsn())
    )
    while batch := [(key, b"") for key in islice(keys, _BATCH)]:
        transaction.put_many(TOPIC, batch)
    transaction.put(META, _COMPLETE, b"")


def add(transaction: Transaction, lsns: Iterable[int], entries: Sequence[Entry]) -> None:
    """Index entries under their LSNs."""
    keys = [
        (layout.topic_key(entry.kind, lsn), b"") for lsn, entry in zip(lsns, entries, strict=True)
    ]
    transaction.put_many(TOPIC, keys)


def feed_of(
    view: LogView, kinds: frozenset[str], first: int, last: int, limit: int
) -> Iterator[tuple[int, bytes]]:
    """Yield (LSN, record) of up to ``limit`` events of ``kinds`` from LSN ``first`` to ``last``."""
    runs = [
        view.transaction.scan(
            TOPIC, layout.topic_key(kind, first), layout.topic_key(kind, last + 1)
        )
        for kind in kinds
    ]
    lsns = merge(*([key[-U64.size :] for key, _ in islice(run, limit)] for run in runs))
    for lsn in islice(lsns, limit):
        position = view.transaction.get(layout.FEED, lsn)
        assert position is not None, "the topic index names an LSN that is not held"
        yield int(U64.unpack(lsn)[0]), view.record_at(position)
