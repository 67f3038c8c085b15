"""Readers: what the members projection takes from the bodies of the company's events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.company.certificate import Issued, read_chain
from core.company.revocation import HEADS_MAX
from core.errors import MalformedError
from core.identity import AUTHOR_BYTES, SCOPE_BYTES_MAX
from core.log.projection import Reader
from core.shop import kinds
from core.shop.limits import WORD_LENGTH_MAX
from core.shop.reading import read_fields

EPOCH_MAX = 2**32 - 1
"""Largest epoch a stream can have."""

SEQUENCE_MAX = 2**64 - 1
"""Largest sequence a record can have."""


class RevocationFact(NamedTuple):
    """A node's word on where another's streams end; without a reason it only extends."""

    author: bytes
    name: str
    reason: str
    heads: tuple[tuple[int, str, int], ...]


def read_enrolled(body: bytes) -> Issued:
    """Return the certificate of an enrolment, not verified; raises :class:`MalformedError`."""
    _, certificate = read_fields(body, 1)
    return read_chain(certificate)


def read_revoked(body: bytes) -> RevocationFact:
    """Return what a revocation says; raises :class:`MalformedError`."""
    fact = RevocationFact._make(read_fields(body, 4)[1:])
    if type(fact.author) is not bytes or len(fact.author) != AUTHOR_BYTES:
        raise MalformedError("A revocation names no author.")
    for word in (fact.name, fact.reason):
        if type(word) is not str or len(word) > WORD_LENGTH_MAX:
            raise MalformedError("A revocation's name or reason is no text or too long.")
    if type(fact.heads) is not tuple or len(fact.heads) > HEADS_MAX:
        raise MalformedError(f"A revocation closes at most {HEADS_MAX} streams.")
    for head in fact.heads:
        _check_head(head)
    return fact


def _check_head(head: Any) -> None:
    if type(head) is not tuple or len(head) != 3:
        raise MalformedError("A revocation's head is no epoch, scope and sequence.")
    epoch, scope, sequence = head
    if type(epoch) is not int or not 0 <= epoch <= EPOCH_MAX:
        raise MalformedError("A revocation's epoch is out of bounds.")
    if type(scope) is not str or not 0 < len(scope.encode()) <= SCOPE_BYTES_MAX:
        raise MalformedError("A revocation's scope is no text or too long.")
    if type(sequence) is not int or not 0 <= sequence <= SEQUENCE_MAX:
        raise MalformedError("A revocation's sequence is out of bounds.")


COMPANY_READERS: Mapping[str, Reader] = {
    kinds.NODE_ENROLLED: read_enrolled,
    kinds.NODE_REVOKED: read_revoked,
}
"""The reader of every kind the members projection folds."""
