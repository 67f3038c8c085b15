"""Checking offers before the log is locked: whoever sells beside us waits for the rest only.

Unpacking a segment, hashing its records and verifying its seal are half of what taking it in costs,
and need nothing but the chain it follows and its author's key. Both are looked up in a read;
the write takes the result if it finds the same two, and checks anew where it does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import RemoteError
from core.identity import StreamId
from core.log.log_view import LogView
from core.log.offer import Check, Checked, Offer


def check_ahead(view: LogView, offers: Sequence[Offer], check: Check) -> list[Checked | None]:
    """Return what could be checked of each offer; None for one that the write must judge."""
    reached: dict[StreamId, Checked] = {}
    checked: list[Checked | None] = []
    for offer in offers:
        found = _check(view, offer, reached.get(offer.stream), check)
        if found is not None:
            reached[offer.stream] = found
        checked.append(found)
    return checked


def _check(view: LogView, offer: Offer, previous: Checked | None, check: Check) -> Checked | None:
    """Check an offer that follows ``previous``, the one before it, or what is held."""
    stream, first = offer.stream, offer.first
    if previous is not None and previous.entries[-1].sequence == first - 1:
        before, key = previous.entries[-1].chain, offer.public_key or previous.key
    elif 0 < first <= view.head(stream).sequence + 1 and not stream.is_lane:
        before = view.chain_at(stream, first - 1)
        key = offer.public_key or view.public_key(stream.author) or b""
    else:
        return None
    try:
        return check(offer, before, key)
    except RemoteError:
        # The write says what is wrong, or where else it belongs.
        return None
