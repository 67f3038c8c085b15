"""What is asked about gift cards, credit, points and accounts."""

from __future__ import annotations

from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field

from core.money import AMOUNT_MINOR_MAX
from core.shop.credit import ALL_LEDGERS
from node.commands import (
    ApprovalGiven,
    Command,
    TenderKind,
)
from node.shop.commands.customers import Named

Ledger = Literal["gift-card", "store-credit", "points", "goods"]

assert get_args(Ledger) == ALL_LEDGERS, "the ledgers of a command are the shop's"


class ShowCredit(Command):
    """Ask what stands on a card, or in a customer's credit or points, or may be sold of goods."""

    ledger: Ledger
    account: Named
    """The card's code, what means the customer, or the SKU or barcode of goods under escrow."""


class FetchCredit(Command):
    """Ask the tills that hold the rest for the right to spend it here."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    ledger: Ledger
    account: Named
    amount: Annotated[int | None, Field(ge=1, le=AMOUNT_MINOR_MAX)] = None
    """How much this till should be able to spend, in the ledger's own units; None is all."""


class ReclaimCredit(Command):
    """Take over what this till held before it began a new epoch."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    ledger: Ledger
    account: Named
    approval: ApprovalGiven | None = None


class ShowAccount(Command):
    """Ask what a customer owes."""

    customer: Named


class PayAccount(Command):
    """Take what a customer pays of what they owe."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    customer: Named
    amount_minor: Annotated[int, Field(ge=1, le=AMOUNT_MINOR_MAX)]
    tender: TenderKind = "cash"
    approval: ApprovalGiven | None = None
