"""Escrow of goods: of which products a branch sells only what its tills hold rights to.

Goods on the counter are never refused, so this is for the few that must not be sold twice: the last
ring, a numbered print. Once a product is under escrow its stock is a bounded counter like what is
on a gift card (:mod:`core.shop.credit`), in an account of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.errors import RefusedError
from core.log.projection import Reader
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import LOCATION_LENGTH_MAX, REVISION_MAX, SKU_LENGTH_MAX, check_word
from core.shop.reading import guarded, must_be_whole, must_be_word, read_fields

_MARK_BYTES = 6
"""Bytes of an event's id in an account's name: no product is put under escrow so often."""


class Escrow(ShopAggregate):
    """One setting of one product at one location; the latest stands."""

    TOPIC = "escrow"

    class Created(ShopAggregate.Created):
        """A product was put under escrow, or taken out of it: 1 or 0."""

        TOPIC = kinds.ESCROW_SET
        location: str
        sku: str
        held: int
        revision: int

    location: str
    sku: str
    held: int
    revision: int

    @classmethod
    def set(
        cls, *, id: UUID, timestamp: datetime, location: str, sku: str, held: bool, revision: int
    ) -> Self:
        """Decide whether a product is under escrow.

        ``revision`` is one more than that of the setting it replaces. Raises
        :class:`RefusedError` when a field is out of bounds.
        """
        check_word("A location", location, LOCATION_LENGTH_MAX)
        check_word("An SKU", sku, SKU_LENGTH_MAX)
        if not 1 <= revision <= REVISION_MAX:
            raise RefusedError(f"The escrow of {sku} was set {REVISION_MAX} times already.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            sku=sku,
            held=int(held),
            revision=revision,
        )


def account_name(sku: str, setting: bytes) -> str:
    """Return where the rights are that begin with a setting, by its id.

    Each time a product is put under escrow, its rights are counted anew.
    """
    return f"{sku} {setting[-_MARK_BYTES:].hex()}"


def sku_of(account: str) -> str:
    """Return the product whose rights an account has."""
    return account.rpartition(" ")[0]


class EscrowFact(NamedTuple):
    """What somebody set."""

    at_ms: int
    location: str
    sku: str
    held: int
    revision: int


def _read(body: bytes) -> EscrowFact:
    fact = EscrowFact._make(read_fields(body, 4))
    must_be_word(fact.location, length_max=LOCATION_LENGTH_MAX)
    must_be_word(fact.sku, length_max=SKU_LENGTH_MAX)
    must_be_whole(fact.held, 0, 1)
    must_be_whole(fact.revision, 1, REVISION_MAX)
    return fact


READERS: Mapping[str, Reader] = {kinds.ESCROW_SET: guarded(_read)}
"""The reader of what is under escrow."""
