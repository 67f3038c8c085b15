"""Approvals: one person lets another do what their role does not allow.

At one till the second person types a PIN and the act is done. From another till of the branch a
request goes out and an answer comes back. Either way :class:`ActApproved` stands beside the act,
in the same commit, and names both people.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from core.errors import RefusedError
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import LOCATION_LENGTH_MAX, WORD_LENGTH_MAX, check_word
from core.shop.roles import Permission

MEASURE_MAX = AMOUNT_MINOR_MAX
"""Largest measure of an act: no permission counts beyond an amount of money."""


class ApprovalRequest(ShopAggregate):
    """Somebody at a till asks for leave."""

    TOPIC = "approval-request"

    class Created(ShopAggregate.Created):
        """Leave was asked for."""

        TOPIC = kinds.APPROVAL_REQUESTED
        location: str
        till: str
        user: bytes
        permission: str
        about: str
        measure: int

    location: str
    till: str
    user: bytes
    permission: str
    about: str
    measure: int

    @classmethod
    def ask(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        till: str,
        user: bytes,
        permission: Permission,
        about: str,
        measure: int,
    ) -> Self:
        """Decide to ask; raises :class:`RefusedError` when a field is out of bounds."""
        check_word("A location", location, LOCATION_LENGTH_MAX)
        check_word("What it is about", about, WORD_LENGTH_MAX, empty=True)
        if not 0 < measure <= MEASURE_MAX:
            raise RefusedError("How much is asked for must be more than nothing and in reason.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            till=till,
            user=user,
            permission=str(permission),
            about=about,
            measure=measure,
        )


class ApprovalAnswer(ShopAggregate):
    """Somebody else's answer to a request, from wherever they stand."""

    TOPIC = "approval-answer"

    class Created(ShopAggregate.Created):
        """Leave was given, or not."""

        TOPIC = kinds.APPROVAL_ANSWERED
        till: str
        request: bytes
        user: bytes
        granted: int

    till: str
    request: bytes
    user: bytes
    granted: int

    @classmethod
    def give(
        cls, *, id: UUID, timestamp: datetime, till: str, request: UUID, user: bytes, granted: bool
    ) -> Self:
        """State an answer."""
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            till=till,
            request=request.bytes,
            user=user,
            granted=int(granted),
        )


class ActApproved(ShopAggregate):
    """An act that one person did on the word of another."""

    TOPIC = "act-approved"

    class Created(ShopAggregate.Created):
        """The act was done."""

        TOPIC = kinds.ACT_APPROVED
        location: str
        till: str
        permission: str
        about: str
        measure: int
        user: bytes
        approver: bytes
        request: bytes
        act: bytes

    location: str
    till: str
    permission: str
    about: str
    measure: int
    user: bytes
    approver: bytes
    request: bytes
    """Empty when both people stood at one till."""
    act: bytes

    @classmethod
    def state(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        till: str,
        permission: Permission,
        about: str,
        measure: int,
        user: bytes,
        approver: bytes,
        request: bytes,
        act: UUID,
    ) -> Self:
        """State that an act was approved; recorded with the act or not at all."""
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            till=till,
            permission=str(permission),
            about=about,
            measure=measure,
            user=user,
            approver=approver,
            request=request,
            act=act.bytes,
        )
