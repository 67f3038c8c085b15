"""Heads as events: what a hub signed of its log of heads, and who signed that it only grew.

So checkpoints and cosignatures go where every event goes. A publication proves that it grew from
the one before it (:func:`core.log.merkle.roots_by_consistency`), so a witness needs no line of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.errors import MalformedError
from core.identity import AUTHOR_BYTES
from core.log.merkle import HASH_BYTES, PROOF_HASHES_MAX
from core.log.projection import Reader
from core.log.seal import SIGNATURE_BYTES
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.reading import MS_MAX, guarded, must_be_whole, read_fields

SIZE_MAX = 2**63 - 1
"""Most heads in a log of heads."""


class HeadsPublication(ShopAggregate):
    """A checkpoint that a hub signed."""

    TOPIC = "heads_publication"

    class Created(ShopAggregate.Created):
        """A hub signed how far its log of heads goes, and that it goes on from ``before``."""

        TOPIC = kinds.HEADS_PUBLISHED
        size: int
        root: bytes
        before: int
        proof: tuple[bytes, ...]
        signature: bytes

    size: int
    root: bytes
    before: int
    proof: tuple[bytes, ...]
    signature: bytes

    @classmethod
    def publish(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        size: int,
        root: bytes,
        before: int,
        proof: Sequence[bytes],
        signature: bytes,
    ) -> Self:
        """State what was signed; ``before`` is 0 and the proof empty where nothing was before."""
        assert bool(before) == bool(proof), "what goes on has a proof, and only that"
        assert before < size, "what is published grew"
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            size=size,
            root=root,
            before=before,
            proof=tuple(proof),
            signature=signature,
        )


class HeadsCosignature(ShopAggregate):
    """A witness's signature under another node's checkpoint."""

    TOPIC = "heads_cosignature"

    class Created(ShopAggregate.Created):
        """A node signed that it saw the log of heads of ``publisher`` grow to there."""

        TOPIC = kinds.HEADS_COSIGNED
        publisher: bytes
        size: int
        root: bytes
        at_s: int
        signature: bytes

    publisher: bytes
    size: int
    root: bytes
    at_s: int
    signature: bytes

    @classmethod
    def cosign(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        publisher: bytes,
        size: int,
        root: bytes,
        at_s: int,
        signature: bytes,
    ) -> Self:
        """State that this node cosigned a checkpoint."""
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            publisher=publisher,
            size=size,
            root=root,
            at_s=at_s,
            signature=signature,
        )


class HeadsPublishedFact(NamedTuple):
    """A checkpoint as it was published."""

    at_ms: int
    size: int
    root: bytes
    before: int
    proof: tuple[bytes, ...]
    signature: bytes


class HeadsCosignedFact(NamedTuple):
    """A cosignature as it was published."""

    at_ms: int
    publisher: bytes
    size: int
    root: bytes
    at_s: int
    signature: bytes


def _must_be_bytes(value: object, length: int) -> None:
    if type(value) is not bytes or len(value) != length:
        raise MalformedError("A hash, signature or author in a body is none.")


def _read_published(body: bytes) -> HeadsPublishedFact:
    fact = HeadsPublishedFact._make(read_fields(body, 5))
    must_be_whole(fact.size, 1, SIZE_MAX)
    must_be_whole(fact.before, 0, fact.size - 1)
    _must_be_bytes(fact.root, HASH_BYTES)
    _must_be_bytes(fact.signature, SIGNATURE_BYTES)
    if type(fact.proof) is not tuple or len(fact.proof) > PROOF_HASHES_MAX:
        raise MalformedError(f"A proof has at most {PROOF_HASHES_MAX} hashes.")
    for one in fact.proof:
        _must_be_bytes(one, HASH_BYTES)
    return fact


def _read_cosigned(body: bytes) -> HeadsCosignedFact:
    fact = HeadsCosignedFact._make(read_fields(body, 5))
    _must_be_bytes(fact.publisher, AUTHOR_BYTES)
    must_be_whole(fact.size, 1, SIZE_MAX)
    _must_be_bytes(fact.root, HASH_BYTES)
    must_be_whole(fact.at_s, 0, MS_MAX)
    _must_be_bytes(fact.signature, SIGNATURE_BYTES)
    return fact


HEADS_READERS: Mapping[str, Reader] = {
    kinds.HEADS_PUBLISHED: guarded(_read_published),
    kinds.HEADS_COSIGNED: guarded(_read_cosigned),
}
"""The readers of both; no projection folds them."""
