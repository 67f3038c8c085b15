"""What is asked of an exchange, and of goods that come back without a receipt."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from core.shop.limits import GROUP_LENGTH_MAX, LINES_MAX, TENDERS_MAX
from node.commands import (
    PROOF_LENGTH_MAX,
    ApprovalGiven,
    Command,
    CouponWords,
    OptionalWord,
    RefundLineAsked,
    SellLine,
    TenderKind,
    TenderPaid,
    Word,
)


class Exchange(Command):
    """Take goods of a receipt back and sell others, in one commit; the difference is paid."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    receipt: OptionalWord = ""
    proof: Annotated[str | None, StringConstraints(max_length=PROOF_LENGTH_MAX)] = None
    back: Annotated[
        tuple[RefundLineAsked, ...], Field(min_length=1, max_length=LINES_MAX, strict=False)
    ]
    lines: Annotated[tuple[SellLine, ...], Field(min_length=1, max_length=LINES_MAX, strict=False)]
    tenders: Annotated[
        tuple[TenderPaid, ...] | None, Field(max_length=TENDERS_MAX, strict=False)
    ] = None
    """What the customer pays besides; without, exact cash either way."""
    customer: OptionalWord = ""
    group: Annotated[str, StringConstraints(max_length=GROUP_LENGTH_MAX)] = ""
    promotion_coupons: CouponWords = ()
    age_checked: bool = False
    reason: OptionalWord = ""
    approval: ApprovalGiven | None = None


class RefundUnproven(Command):
    """Take goods back that nothing proves were sold here, at today's price or one that is said."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    lines: Annotated[tuple[SellLine, ...], Field(min_length=1, max_length=LINES_MAX, strict=False)]
    tender: TenderKind = "cash"
    reason: Word
    approval: ApprovalGiven | None = None
