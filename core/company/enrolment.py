"""Enrolment: that a node belongs to the company, said for everybody to see.

The issuer says it when it issues, and the node says it first of all it ever writes: so every
author's streams carry what is needed to judge them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from core.shop import kinds
from core.shop.aggregate import ShopAggregate


class Enrolment(ShopAggregate):
    """One certificate made known."""

    TOPIC = "enrolment"

    class Created(ShopAggregate.Created):
        """A node was enrolled."""

        TOPIC = kinds.NODE_ENROLLED
        certificate: bytes

    certificate: bytes

    @classmethod
    def enrol(cls, *, id: UUID, timestamp: datetime, certificate: bytes) -> Self:
        """State that the node of ``certificate``, issued and verified, belongs to us."""
        return cls._create(cls.Created, id=id, timestamp=timestamp, certificate=certificate)
