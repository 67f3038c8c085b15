"""What is asked of tickets.

A line is named by its number and, where two tills have given the same one, by the till.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from core.money import AMOUNT_MINOR_MAX
from core.shop.limits import GROUP_LENGTH_MAX, LINES_MAX
from core.shop.ticket_fields import NO_PRICE
from node.commands import (
    Amount,
    ApprovalGiven,
    Command,
    CouponWords,
    GiftCardSold,
    OptionalWord,
    Quantity,
    SellLine,
    TenderPaid,
    Word,
)

CARDS_MAX = 50
"""Most gift cards of one ticket: a company's presents."""

Identifier = Annotated[UUID, Field(strict=False)]
OptionalIdentifier = Annotated[UUID | None, Field(strict=False)]
LineNumber = Annotated[int, Field(ge=1, le=LINES_MAX)]
GiftCards = Annotated[tuple[GiftCardSold, ...], Field(max_length=CARDS_MAX, strict=False)]
Group = Annotated[str, StringConstraints(max_length=GROUP_LENGTH_MAX)]


class TypedOff(Command):
    """Money off a line or the whole of a ticket; nothing takes back what was said."""

    amount_minor: Amount
    reason: OptionalWord = ""


class OpenTicket(Command):
    """Open a ticket."""

    id: OptionalIdentifier = None
    name: OptionalWord = ""
    customer: OptionalWord = ""
    group: Group = ""


class AddLine(Command):
    """Scan goods into a ticket."""

    id: OptionalIdentifier = None
    ticket: Identifier
    line: SellLine
    note: OptionalWord = ""
    discount: TypedOff | None = None
    coupon: TypedOff | None = None
    """What a manufacturer takes off it."""
    approval: ApprovalGiven | None = None


class ChangeLine(Command):
    """Change how much of a line there is, what one costs, what is taken off it, or its note."""

    id: OptionalIdentifier = None
    ticket: Identifier
    line: LineNumber
    till: OptionalWord = ""
    quantity_milli: Quantity | None = None
    price_minor: Annotated[int | None, Field(ge=NO_PRICE, le=AMOUNT_MINOR_MAX)] = None
    """What one costs; -1 takes back what was said."""
    note: OptionalWord | None = None
    discount: TypedOff | None = None
    coupon: TypedOff | None = None
    approval: ApprovalGiven | None = None


class RemoveLine(Command):
    """Take a line off a ticket."""

    id: OptionalIdentifier = None
    ticket: Identifier
    line: LineNumber
    till: OptionalWord = ""
    approval: ApprovalGiven | None = None


class TenderTicket(Command):
    """Take a payment on a ticket."""

    id: OptionalIdentifier = None
    ticket: Identifier
    tender: TenderPaid


class ReturnTender(Command):
    """Give back the latest payment of this kind and amount that this till took on a ticket."""

    id: OptionalIdentifier = None
    ticket: Identifier
    kind: Word
    amount_minor: Amount
    reference: OptionalWord = ""
    """Which of several, by its code."""


class EditTicket(Command):
    """Say what a ticket is called, whom it is for, and what is on it beside its goods."""

    id: OptionalIdentifier = None
    ticket: Identifier
    name: OptionalWord | None = None
    customer: OptionalWord | None = None
    group: Group | None = None
    discount: TypedOff | None = None
    """What is taken off the whole of it."""
    coupon: TypedOff | None = None
    promotion_coupons: CouponWords | None = None
    """All that the customer shows; what is not among them is taken back."""
    gift_cards: GiftCards | None = None
    """All gift cards that are sold on it."""
    approval: ApprovalGiven | None = None


class HoldTicket(Command):
    """Put a ticket aside, so that any till of the branch may take it."""

    id: OptionalIdentifier = None
    ticket: Identifier
    name: OptionalWord | None = None


class RecallTicket(Command):
    """Take a ticket to this till, whoever has it."""

    id: OptionalIdentifier = None
    ticket: Identifier


class GiveTicket(Command):
    """Hand a ticket to a colleague."""

    id: OptionalIdentifier = None
    ticket: Identifier
    to: Word
    """The colleague's login."""


class PartOfLine(Command):
    """A line, or a part of it."""

    line: LineNumber
    till: OptionalWord = ""
    quantity_milli: Quantity | None = None


class SplitTicket(Command):
    """Move lines, or parts of them, to a new ticket."""

    id: OptionalIdentifier = None
    ticket: Identifier
    lines: Annotated[tuple[PartOfLine, ...], Field(min_length=1, max_length=50, strict=False)]


class MergeTickets(Command):
    """Move all of another ticket to this one."""

    id: OptionalIdentifier = None
    ticket: Identifier
    other: Identifier


class CloseTicket(Command):
    """Give a ticket up; nothing of it is sold."""

    id: OptionalIdentifier = None
    ticket: Identifier
    reason: OptionalWord = ""
    approval: ApprovalGiven | None = None


class CompleteTicket(Command):
    """Turn a ticket into a sale."""

    id: OptionalIdentifier = None
    """Of the sale: sent again, it is answered with the same, whatever was left on the ticket."""
    ticket: Identifier
    promotion_coupons: CouponWords = ()
    age_checked: bool = False
    approval: ApprovalGiven | None = None


class ShowTicket(Command):
    """Ask for one ticket."""

    ticket: Identifier


class Tickets(Command):
    """Ask which tickets of the branch are open or on hold."""
