"""What is asked of tenders whose money comes later."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from core.shop.limits import TENDERS_MAX
from node.commands import ApprovalGiven, Command, OptionalWord, Word


class SettleTender(Command):
    """Say what became of a pending tender: the money came, or it will not."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    receipt: Word
    tender: Annotated[int | None, Field(ge=1, le=TENDERS_MAX)] = None
    """Which one, counted from 1; needed where several are pending."""
    confirmed: bool
    reference: OptionalWord = ""
    approval: ApprovalGiven | None = None


class PendingTenders(Command):
    """Ask which tenders' money is still to come."""
