"""Erasing: the bodies of records whose authors let go of them leave the log.

Header and chain stay, so a stream is what it was, with every seal and proof, and goes on to be
sent, without those bodies.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.identity import StreamId
from core.log import layout
from core.log.layout import POSITION
from core.log.log_view import LogView
from core.log.record import without_body
from core.log.store import Transaction


def erase_bodies(transaction: Transaction, places: Iterable[tuple[StreamId, int]]) -> int:
    """Erase the bodies at these places, as far as that is allowed; return how many there were."""
    view = LogView(transaction)
    erased = 0
    for stream, sequence in places:
        alias = view.alias(stream)
        assert alias is not None, "only what is held is erased"
        position = POSITION.pack(alias, sequence)
        record = view.record_at(position)
        if (left := without_body(record)) != record:
            transaction.put(layout.LOG, position, left)
            erased += 1
    return erased
