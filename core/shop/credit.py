"""Credit: money or points that somebody may spend in any branch, and nobody may spend twice.

A gift card, a customer's store credit and their points are each a bounded counter
(:mod:`core.crdt.bounded_counter`): what may be spent is split into rights, and a till spends
only rights it holds. All of it is in the company's scope, so every node hears.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.errors import RefusedError
from core.identity import Origin
from core.money import AMOUNT_MINOR_MAX, format_amount
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import CODE_LENGTH_MAX, WORD_LENGTH_MAX, check_word

GIFT_CARD, STORE_CREDIT, POINTS = "gift-card", "store-credit", "points"
"""The ledgers: what is on a card, by its code; what the shop gave back, and what somebody earned,
by the customer's id. They are tenders, too, by these names."""

LEDGERS = (GIFT_CARD, STORE_CREDIT, POINTS)
"""The ledgers that are tenders."""

GOODS = "goods"
"""The ledger of what may still be sold of goods under escrow (:mod:`core.shop.escrow`), in
thousandths; nobody pays with it."""

ALL_LEDGERS = (*LEDGERS, GOODS)
"""Every ledger."""

ASKED_MAX = 100
"""Most holders that one request asks: more than a card ever had."""


class Share(NamedTuple):
    """An origin, and how much of the rights."""

    author: bytes
    epoch: int
    amount: int

    @property
    def origin(self) -> Origin:
        """The holder."""
        return Origin(self.author, self.epoch)


class CreditCreated(ShopAggregate):
    """Credit that somebody paid for, got back or earned; rights of the till that gave it."""

    TOPIC = "credit"

    class Created(ShopAggregate.Created):
        """Credit was given."""

        TOPIC = kinds.CREDIT_CREATED
        ledger: str
        account: str
        amount: int
        cause: bytes

    ledger: str
    account: str
    amount: int
    cause: bytes
    """The sale or refund it was given in."""

    @classmethod
    def give(
        cls, *, id: UUID, timestamp: datetime, ledger: str, account: str, amount: int, cause: UUID
    ) -> Self:
        """Decide to give credit; raises :class:`RefusedError` when it is none."""
        check_account(ledger, account)
        _check_amount(amount)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            ledger=ledger,
            account=account,
            amount=amount,
            cause=cause.bytes,
        )


class CreditSpent(ShopAggregate):
    """Credit that was paid with, or taken back; what was taken and not there is owed."""

    TOPIC = "credit_spent"

    class Created(ShopAggregate.Created):
        """Credit was spent."""

        TOPIC = kinds.CREDIT_SPENT
        ledger: str
        account: str
        amount: int
        owed: int
        cause: bytes

    ledger: str
    account: str
    amount: int
    owed: int
    cause: bytes
    """The sale or refund it was spent in."""

    @classmethod
    def spend(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        ledger: str,
        account: str,
        amount: int,
        cause: UUID,
        owed: int = 0,
    ) -> Self:
        """Decide to spend rights this till holds; whoever decides has looked that it does."""
        check_account(ledger, account)
        _check_amount(amount + owed)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            ledger=ledger,
            account=account,
            amount=amount,
            owed=owed,
            cause=cause.bytes,
        )


class RightsRequest(ShopAggregate):
    """A till that needs rights which others hold."""

    TOPIC = "rights_request"

    class Created(ShopAggregate.Created):
        """Rights were asked for."""

        TOPIC = kinds.RIGHTS_REQUESTED
        ledger: str
        account: str
        asked: tuple[Share, ...]

    def __init__(self, ledger: str, account: str, asked: tuple[Share, ...]) -> None:
        """Keep whom was asked for how much."""
        self.ledger = ledger
        self.account = account
        self.asked = tuple(Share._make(share) for share in asked)

    @classmethod
    def ask(
        cls, *, id: UUID, timestamp: datetime, ledger: str, account: str, asked: Sequence[Share]
    ) -> Self:
        """Decide to ask holders for rights; raises :class:`RefusedError` when nobody has any."""
        check_account(ledger, account)
        if not 0 < len(asked) <= ASKED_MAX:
            raise RefusedError(f"Nobody else holds anything of {account}, as far as is known here.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            ledger=ledger,
            account=account,
            asked=tuple(asked),
        )


class RightsGrant(ShopAggregate):
    """A holder's answer to a request, once: what it gave, or nothing."""

    TOPIC = "rights_grant"

    class Created(ShopAggregate.Created):
        """Rights were given to another till."""

        TOPIC = kinds.RIGHTS_GRANTED
        ledger: str
        account: str
        to: Share
        request: bytes

    def __init__(self, ledger: str, account: str, to: Share, request: bytes) -> None:
        """Keep what went to whom."""
        self.ledger = ledger
        self.account = account
        self.to = Share._make(to)
        self.request = request

    @classmethod
    def give(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        ledger: str,
        account: str,
        to: Share,
        request: bytes,
    ) -> Self:
        """Decide to give rights away, or to say that there are none to give."""
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            ledger=ledger,
            account=account,
            to=to,
            request=request,
        )


def check_account(ledger: str, account: str) -> None:
    """Check where credit stands; raises :class:`RefusedError`."""
    assert ledger in ALL_LEDGERS, "a ledger of the shop"
    check_word("The code of a card", account, account_length_max(ledger))


def account_length_max(ledger: str) -> int:
    """Return how long the name of an account is at most: that of goods begins with an SKU."""
    return WORD_LENGTH_MAX if ledger == GOODS else CODE_LENGTH_MAX


def _check_amount(amount: int) -> None:
    if not 0 < amount <= AMOUNT_MINOR_MAX:
        raise RefusedError(f"{format_amount(amount)} is no amount of credit.")


class RightsReclaim(ShopAggregate):
    """Rights taken over of an origin that was revoked, in answer to a request it cannot answer."""

    TOPIC = "rights_reclaim"

    class Created(ShopAggregate.Created):
        """Stranded rights were taken over."""

        TOPIC = kinds.RIGHTS_RECLAIMED
        ledger: str
        account: str
        of: Share
        request: bytes

    def __init__(self, ledger: str, account: str, of: Share, request: bytes) -> None:
        """Keep what was taken over of whom."""
        self.ledger = ledger
        self.account = account
        self.of = Share._make(of)
        self.request = request

    @classmethod
    def take(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        ledger: str,
        account: str,
        of: Share,
        request: bytes,
    ) -> Self:
        """Decide to take over what a closed origin left, or to say that it left nothing.

        Only who issued its certificate may: nobody else ever does.
        """
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            ledger=ledger,
            account=account,
            of=of,
            request=request,
        )
