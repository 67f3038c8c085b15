"""Forks: that one node's key wrote two histories of a stream, with the proof, for all to see."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from core.identity import StreamId
from core.log.fork_proof import PROOF_BYTES_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate


class Fork(ShopAggregate):
    """One place at which a stream forked, as one node found it."""

    TOPIC = "fork"

    class Created(ShopAggregate.Created):
        """A second history of a stream was found, and both are kept."""

        TOPIC = kinds.STREAM_FORKED
        author: bytes
        epoch: int
        scope: str
        sequence: int
        proof: bytes

    def __init__(self, author: bytes, epoch: int, scope: str, sequence: int, proof: bytes) -> None:
        """Keep where, and what proves it."""
        self.stream = StreamId(author, epoch, scope)
        self.sequence = sequence
        self.proof = proof

    @classmethod
    def find(
        cls, *, id: UUID, timestamp: datetime, stream: StreamId, sequence: int, proof: bytes
    ) -> Self:
        """State that ``stream`` forked at ``sequence``; an empty proof is none."""
        assert not stream.is_lane, "a stream forks, and its lanes are what comes of it"
        assert len(proof) <= PROOF_BYTES_MAX, "a proof has a limit"
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            author=stream.author,
            epoch=stream.epoch,
            scope=stream.scope,
            sequence=sequence,
            proof=proof,
        )
