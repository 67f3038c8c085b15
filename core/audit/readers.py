"""Readers for an auditor: those of the shop, and of the kinds no projection folds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.log.projection import Reader
from core.shop import kinds
from core.shop.limits import LOCATION_LENGTH_MAX
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields
from core.views.shop import ALL_READERS

EPOCH_MAX = 2**32 - 1
"""Largest epoch a stream can have."""


class EpochFact(NamedTuple):
    """An epoch that a node began."""

    at_ms: int
    node: str
    previous: int
    reason: str


class SessionFact(NamedTuple):
    """A person who came to a till, left it, or was let in again; ``by`` whom, if anybody."""

    at_ms: int
    location: str
    till: str
    user: bytes
    by: bytes


def _read_epoch(body: bytes) -> EpochFact:
    fact = EpochFact._make(read_fields(body, 3))
    must_be_word(fact.node)
    must_be_whole(fact.previous, 0, EPOCH_MAX)
    must_be_word(fact.reason)
    return fact


def _read_session(body: bytes) -> SessionFact:
    fact = SessionFact._make(read_fields(body, 4))
    must_be_word(fact.location, length_max=LOCATION_LENGTH_MAX)
    must_be_word(fact.till)
    must_be_id(fact.user)
    if fact.by != b"":
        must_be_id(fact.by)
    return fact


AUDIT_READERS: Mapping[str, Reader] = {
    **{
        kind: guarded(read)
        for kind, read in {
            kinds.EPOCH_OPENED: _read_epoch,
            kinds.USER_SIGNED_IN: _read_session,
            kinds.USER_SIGNED_OUT: _read_session,
            kinds.USER_UNLOCKED: _read_session,
        }.items()
    },
    **ALL_READERS,
}
"""The reader of every kind an audit looks at."""
