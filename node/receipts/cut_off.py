"""Whether a till was cut off when it sold, as its own memory of its peers says."""

from __future__ import annotations

from node.distance import Known

CUT_OFF_MS = 120_000
"""How long nobody must have been heard: peers are remembered to the minute, and one that
answers a little late is no outage."""


def was_cut_off(known: Known, at_ms: int) -> bool:
    """Return whether every peer was last heard of before a time, and not a little before.

    A node that never heard of anybody stands alone and is not cut off. Once somebody was heard
    again this is not known any more: a print job remembers it.
    """
    heard = [one.heard_ms for one in known.holders]
    return bool(heard) and max(heard) < at_ms - CUT_OFF_MS
