"""Epochs: that a node could not prove its log whole, said for everybody to see."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import WORD_LENGTH_MAX, check_word


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
