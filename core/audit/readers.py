"""Readers for an auditor: those of the shop, and of the kinds no projection folds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.log.projection import Reader
from core.shop import kinds
from core.shop.age_check import AGE_READERS
from core.shop.epoch_facts import EPOCH_READERS
from core.shop.heads import HEADS_READERS
from core.shop.limits import LOCATION_LENGTH_MAX
from core.shop.reading import guarded, must_be_id, must_be_word, read_fields
from core.views.shop import ALL_READERS


class SessionFact(NamedTuple):
    """A person who came to a till, left it, or was let in again; ``by`` whom, if anybody."""

    at_ms: int
    location: str
    till: str
    user: bytes
    by: bytes


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
            kinds.USER_SIGNED_IN: _read_session,
            kinds.USER_SIGNED_OUT: _read_session,
            kinds.USER_UNLOCKED: _read_session,
        }.items()
    },
    **AGE_READERS,
    **EPOCH_READERS,
    **HEADS_READERS,
    **ALL_READERS,
}
"""The reader of every kind an audit looks at."""
