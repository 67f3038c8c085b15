"""What the processes of one node tell one another through ``meta``: the epoch and the clock.

One process writes our own events, another takes in our peers'. Neither may trust its memory
for what the other can change, so both look here inside their transactions.
"""

from __future__ import annotations

from collections.abc import Iterable

from core import hlc as clock
from core.log.layout import META, META_CLOCK, META_EPOCH, U32, U64
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


def follow(transaction: Transaction, hlc: int, stamps: Iterable[int], now_ms: int) -> int:
    """Follow peers' stamps, within bounds (I13), and say so; returns where our clock stands."""
    before = hlc
    for stamp in stamps:
        hlc = clock.observe(hlc, stamp, now_ms)
    if hlc > before:
        transaction.put(META, META_CLOCK, U64.pack(hlc))
    return hlc
