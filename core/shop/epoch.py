"""Epochs: that a node could not prove its log whole, said for everybody to see."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Self
from uuid import UUID

from core.identity import Origin
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import WORD_LENGTH_MAX, check_word

_ID_BYTES = 16


def epoch_id(origin: Origin) -> UUID:
    """Return the id of the event that begins an epoch.

    It follows from the epoch and is not minted: another copy of this node, with a clock that
    stands as still, may have minted the same, and the epoch was begun because there is one.
    """
    name = b"epoch" + origin.author + origin.epoch.to_bytes(8, "big")
    return UUID(bytes=sha256(name).digest()[:_ID_BYTES])


class Epoch(ShopAggregate):
    """One new beginning of one node."""

    TOPIC = "epoch"

    class Created(ShopAggregate.Created):
        """The node began to write in a new epoch."""

        TOPIC = kinds.EPOCH_OPENED
        node: str
        previous: int
        reason: str

    node: str
    previous: int
    reason: str

    @classmethod
    def open(cls, *, id: UUID, timestamp: datetime, node: str, previous: int, reason: str) -> Self:
        """State that ``node`` left epoch ``previous``, and why."""
        check_word("A node's name", node, WORD_LENGTH_MAX)
        check_word("A reason", reason, WORD_LENGTH_MAX)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            node=node,
            previous=previous,
            reason=reason,
        )
