"""What is asked in a drill."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from core.shop.training import BASKETS_MAX
from node.commands import Command

DrillId = Annotated[UUID, Field(strict=False)]


class Train(Command):
    """Ring up one training basket, which is no sale."""

    drill: DrillId
    number: Annotated[int, Field(ge=1, le=BASKETS_MAX)]
    total_minor: Annotated[int, Field(ge=0)] = 0


class Trained(Command):
    """Say which training baskets of a drill this node holds."""

    drill: DrillId
