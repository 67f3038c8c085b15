"""What is asked of goods under escrow."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from node.commands import ApprovalGiven, Code, Command, Quantity


class SetEscrow(Command):
    """Let this branch sell a product by right only; the rights are this till's to begin with."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    code: Code
    quantity_milli: Quantity | None = None
    """How much there is; default: what the books say."""
    approval: ApprovalGiven | None = None


class LiftEscrow(Command):
    """Let this branch sell a product freely again."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    code: Code
    approval: ApprovalGiven | None = None


class ListEscrows(Command):
    """Ask what this branch has under escrow, and who may sell how much of it."""
