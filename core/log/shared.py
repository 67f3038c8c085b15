"""What the processes of one node tell one another through ``meta``: the epoch and the clock.

One process writes our own events, another takes in our peers'. Neither may trust its memory
for what the other can change, so both look here inside their transactions.
"""

from __future__ import annotations

from core.log import layout
from core.log.layout import META, META_CLOCK, META_EPOCH, U32, U64
from core.log.projection import ProjectionSet
from core.log.rebuild import rebuild_projections
from core.log.store import Transaction


def read_epoch(transaction: Transaction) -> tuple[int, str] | None:
    """Return the epoch we write in and why it was begun, None when it is the first."""
    stored = transaction.get(META, META_EPOCH)
    if stored is None:
        return None
    return int(U32.unpack_from(stored)[0]), stored[U32.size :].decode()


def write_epoch(transaction: Transaction, epoch: int, reason: str) -> None:
    """Keep the epoch we write in from now on."""
    transaction.put(META, META_EPOCH, U32.pack(epoch) + reason.encode())


def read_clock(transaction: Transaction) -> int:
    """Return the highest stamp of a peer that any process of this node followed."""
    stored = transaction.get(META, META_CLOCK)
    return 0 if stored is None else int(U64.unpack(stored)[0])


def write_clock(transaction: Transaction, hlc: int) -> None:
    """Keep the stamp of a peer that this process follows."""
    transaction.put(META, META_CLOCK, U64.pack(hlc))


def make_or_mend(transaction: Transaction, projections: ProjectionSet) -> None:
    """Make a new log's mark, and rebuild what another version of a projection built.

    Another process may have done so while we waited to write; then nothing is left to do.
    """
    marked = transaction.get(META, layout.META_FORMAT) is not None
    if not marked or projections.stale(transaction):
        transaction.put(META, layout.META_FORMAT, U64.pack(layout.FORMAT_VERSION))
        rebuild_projections(transaction, projections)
