"""Reprints: a receipt was printed again, and its paper says which copy it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.log.projection import Reader
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import LOCATION_LENGTH_MAX, WORD_LENGTH_MAX, check_word
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields

COPY_MAX = 2**32 - 1
"""Highest number of a copy."""


class Reprint(ShopAggregate):
    """One more paper of a receipt."""

    TOPIC = "reprint"

    class Created(ShopAggregate.Created):
        """Somebody had a receipt printed again."""

        TOPIC = kinds.RECEIPT_REPRINTED
        location: str
        till: str
        receipt: bytes
        copy: int
        cashier: str

    location: str
    till: str
    receipt: bytes
    copy: int
    cashier: str

    @classmethod
    def print_again(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        till: str,
        receipt: bytes,
        copy: int,
        cashier: str = "",
    ) -> Self:
        """Decide that the sale or refund with the id ``receipt`` is printed as this copy.

        ``copy`` is one more than this till knows of. Raises :class:`core.errors.RefusedError`
        when a word is out of bounds.
        """
        check_word("A location", location, LOCATION_LENGTH_MAX)
        check_word("A till", till, WORD_LENGTH_MAX)
        check_word("A cashier", cashier, WORD_LENGTH_MAX, empty=True)
        assert 1 <= copy <= COPY_MAX, "copies are counted from one"
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            till=till,
            receipt=receipt,
            copy=copy,
            cashier=cashier,
        )


class ReprintFact(NamedTuple):
    """A receipt that was printed again."""

    at_ms: int
    location: str
    till: str
    receipt: bytes
    copy: int
    cashier: str


def _read(body: bytes) -> ReprintFact:
    fact = ReprintFact._make(read_fields(body, 5))
    must_be_word(fact.location, length_max=LOCATION_LENGTH_MAX)
    must_be_word(fact.till)
    must_be_id(fact.receipt)
    must_be_whole(fact.copy, 1, COPY_MAX)
    must_be_word(fact.cashier, empty=True)
    return fact


READERS: Mapping[str, Reader] = {kinds.RECEIPT_REPRINTED: guarded(_read)}
"""The reader of reprints."""
