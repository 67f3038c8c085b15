"""Sessions: who came to which till and left it, and whose lock-out was lifted.

Each is an event of its own, for whoever asks later; a till knows who is at it without reading
them (``node/shop/sessions.py``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from core.shop import kinds
from core.shop.aggregate import ShopAggregate


class _AtTill(ShopAggregate):
    """Something that happened to a person at a till."""

    class Created(ShopAggregate.Created):
        """It happened."""

        location: str
        till: str
        user: bytes
        by: bytes

    location: str
    till: str
    user: bytes
    by: bytes

    @classmethod
    def state(
        cls, *, id: UUID, timestamp: datetime, location: str, till: str, user: bytes, by: bytes
    ) -> Self:
        """State that it happened; ``by`` is empty where the till did it by itself."""
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            till=till,
            user=user,
            by=by,
        )


class SignIn(_AtTill):
    """A person came and typed their PIN."""

    TOPIC = "sign-in"

    class Created(_AtTill.Created):
        """The person signed in."""

        TOPIC = kinds.USER_SIGNED_IN


class SignOut(_AtTill):
    """A person left, or somebody else came."""

    TOPIC = "sign-out"

    class Created(_AtTill.Created):
        """The person signed out, or was by whoever signed in."""

        TOPIC = kinds.USER_SIGNED_OUT


class Unlock(_AtTill):
    """A person's wrong PINs at a till were forgotten."""

    TOPIC = "unlock"

    class Created(_AtTill.Created):
        """The lock-out was lifted."""

        TOPIC = kinds.USER_UNLOCKED
