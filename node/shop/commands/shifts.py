"""Commands about shifts and the drawer."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from core.money import AMOUNT_MINOR_MAX
from core.shop.limits import NUMBER_MAX
from core.shop.shift import COINS_MAX, PIECES_MAX
from node.commands import Amount, ApprovalGiven, Command, Word


class CoinsCounted(Command):
    """So many pieces of one denomination."""

    value_minor: Annotated[int, Field(ge=1, le=AMOUNT_MINOR_MAX)]
    pieces: Annotated[int, Field(ge=0, le=PIECES_MAX)]


Count = Annotated[tuple[CoinsCounted, ...], Field(max_length=COINS_MAX, strict=False)]


class OpenShift(Command):
    """Open a shift, with a float, on a business day that a person says."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    business_date: Annotated[date, Field(strict=False)]
    confirmed: bool = False
    """Whether the person has seen that the date is an odd one."""
    float_minor: Amount = 0
    approval: ApprovalGiven | None = None


class MoveCash(Command):
    """Put cash into the drawer, or take some out."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    amount_minor: Annotated[int, Field(ge=1, le=AMOUNT_MINOR_MAX)]
    reason: Word
    approval: ApprovalGiven | None = None


class OpenDrawer(Command):
    """Open the drawer without a sale."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    reason: Word
    approval: ApprovalGiven | None = None


class CountCash(Command):
    """Say what is in the drawer."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    coins: Count


class CloseShift(Command):
    """Close the shift, on the last count of its drawer."""

    approval: ApprovalGiven | None = None


class LookAtShift(Command):
    """Ask what the open shift has come to: the X report."""

    approval: ApprovalGiven | None = None


class LookAtZ(Command):
    """Ask for a Z report and whether it follows from the log; default: the last of this till."""

    series: Word | None = None
    number: Annotated[int | None, Field(ge=1, le=NUMBER_MAX)] = None


class Shifts(Command):
    """Ask which shifts there are, at every till whose stream is held."""
