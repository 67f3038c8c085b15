"""Minting: ids of half an author and a stamp, that nothing held has."""

from __future__ import annotations

from core import hlc as clock
from core.log import layout
from core.log.segment import mint_originator_id
from core.log.store import Transaction


def mint(transaction: Transaction, author: bytes, last: int, now_ms: int) -> tuple[int, bytes]:
    """Return a stamp after ``last`` and the id that it makes.

    One that names an aggregate is passed over: a copy of this node with a clock that stands as
    still as ours mints the same, and its events may have come here.
    """
    while True:
        last = clock.tick(last, now_ms)
        minted = mint_originator_id(author, last)
        if transaction.get(layout.AGGREGATE, layout.aggregate_key(0, minted, 1)) is None:
            return last, minted
