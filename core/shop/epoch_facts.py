"""Readers: what an audit takes from the bodies of events about epochs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.log.projection import Reader
from core.shop import kinds
from core.shop.reading import guarded, must_be_whole, must_be_word, read_fields

EPOCH_MAX = 2**32 - 1
"""Largest epoch a stream can have."""


class EpochFact(NamedTuple):
    """An epoch that a node began."""

    at_ms: int
    node: str
    previous: int
    reason: str


def _read_epoch(body: bytes) -> EpochFact:
    fact = EpochFact._make(read_fields(body, 3))
    must_be_word(fact.node)
    must_be_whole(fact.previous, 0, EPOCH_MAX)
    must_be_word(fact.reason)
    return fact


EPOCH_READERS: Mapping[str, Reader] = {kinds.EPOCH_OPENED: guarded(_read_epoch)}
"""The reader of every kind about epochs."""
