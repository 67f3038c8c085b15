"""What is asked of a stock-take."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from node.commands import ApprovalGiven, Code, Command, OptionalWord, Quantity


class StartCount(Command):
    """Begin to count this branch's stock."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    by: OptionalWord = ""
    note: OptionalWord = ""


class CountLine(Command):
    """Say how much of a product lies there now; said again, it stands in place of the first."""

    count: Annotated[UUID, Field(strict=False)]
    code: Code
    quantity_milli: Quantity


class FinishCount(Command):
    """Add what the count found to the books."""

    count: Annotated[UUID, Field(strict=False)]
    approval: ApprovalGiven | None = None


class AbandonCount(Command):
    """Give a count up; nothing of it moves stock."""

    count: Annotated[UUID, Field(strict=False)]
    reason: OptionalWord = ""


class Counts(Command):
    """Ask which counts this till began and has not finished."""
