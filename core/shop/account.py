"""Accounts: what customers owe, charged in sales and paid later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.errors import RefusedError
from core.log.projection import Reader
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import TENDER_LENGTH_MAX, check_word
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields

ON_ACCOUNT = "on-account"
"""The tender of whoever pays later."""


class AccountCharge(ShopAggregate):
    """Money a customer owes from now on, or no longer: negative."""

    TOPIC = "account"

    class Created(ShopAggregate.Created):
        """An account was charged, or paid."""

        TOPIC = kinds.ACCOUNT_CHARGED
        customer: bytes
        amount_minor: int
        cause: bytes
        tender: str

    customer: bytes
    amount_minor: int
    cause: bytes
    """The sale or refund it was charged in; a payment is its own."""
    tender: str

    @classmethod
    def charge(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        customer: UUID,
        amount_minor: int,
        cause: UUID,
        tender: str = "",
    ) -> Self:
        """Decide that a customer owes more, or less; raises :class:`RefusedError` for nothing.

        ``tender`` is how a payment was made.
        """
        check_word("A tender", tender, TENDER_LENGTH_MAX, empty=True)
        if not 0 < abs(amount_minor) <= AMOUNT_MINOR_MAX:
            raise RefusedError("An account is charged or paid more than nothing, within reason.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            customer=customer.bytes,
            amount_minor=amount_minor,
            cause=cause.bytes,
            tender=tender,
        )


class AccountFact(NamedTuple):
    """What a customer owes more, or less."""

    at_ms: int
    customer: bytes
    amount_minor: int
    cause: bytes
    tender: str


def _read(body: bytes) -> AccountFact:
    fact = AccountFact._make(read_fields(body, 4))
    must_be_id(fact.customer)
    must_be_whole(fact.amount_minor, -AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)
    must_be_id(fact.cause)
    must_be_word(fact.tender, length_max=TENDER_LENGTH_MAX, empty=True)
    return fact


READERS: Mapping[str, Reader] = {kinds.ACCOUNT_CHARGED: guarded(_read)}
"""The reader of its events."""
