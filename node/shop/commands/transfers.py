"""What is asked of transfers between branches."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from core.shop.limits import LINES_MAX, LOCATION_LENGTH_MAX
from node.commands import ApprovalGiven, Code, Command, OptionalWord, Quantity
from node.wording import NAME_PATTERN

Branch = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=LOCATION_LENGTH_MAX)]


class Carried(Command):
    """A product and how much of it."""

    code: Code
    quantity_milli: Quantity


class SendTransfer(Command):
    """Send goods of this branch to another."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    to: Branch
    lines: Annotated[tuple[Carried, ...], Field(min_length=1, max_length=LINES_MAX, strict=False)]
    note: OptionalWord = ""
    approval: ApprovalGiven | None = None


class ReceiveTransfer(Command):
    """Book goods of a transfer into this branch; without lines, all that is on the way."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    transfer: Annotated[UUID, Field(strict=False)]
    lines: Annotated[tuple[Carried, ...], Field(max_length=LINES_MAX, strict=False)] = ()
    lost: Annotated[tuple[Carried, ...], Field(max_length=LINES_MAX, strict=False)] = ()
    """What will never arrive."""
    note: OptionalWord = ""
    approval: ApprovalGiven | None = None


class CancelTransfer(Command):
    """Take back what of a transfer is still on the way."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    transfer: Annotated[UUID, Field(strict=False)]
    note: OptionalWord = ""
    approval: ApprovalGiven | None = None


class Transfers(Command):
    """Ask which transfers there are."""

    all: bool = False
    """Whether to list those with nothing on the way too."""
