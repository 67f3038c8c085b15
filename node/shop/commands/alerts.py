"""What is asked of alerts."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from node.commands import ApprovalGiven, Code, Command, Quantity, Word


class SetAlert(Command):
    """Say from which quantity on a product is low; without one, never."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    code: Code
    low_milli: Quantity | None = None
    location: Word | None = None
    """Another branch than this one."""
    approval: ApprovalGiven | None = None
