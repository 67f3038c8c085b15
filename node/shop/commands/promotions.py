"""What is asked about promotions."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from core.shop.limits import GROUP_LENGTH_MAX, LOCATION_LENGTH_MAX, PPM, SKU_LENGTH_MAX
from core.shop.promotion_fields import CODE_LENGTH_MAX, PIECES_MAX
from node.commands import AT_MS_END, Amount, ApprovalGiven, Command, OptionalWord

Moment = Annotated[int, Field(ge=0, lt=AT_MS_END)]
Pieces = Annotated[int, Field(ge=0, le=PIECES_MAX)]


class SetPromotion(Command):
    """Make a promotion, or change what is given of one and nothing else."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    code: Annotated[str, StringConstraints(min_length=1, max_length=CODE_LENGTH_MAX)]
    name: OptionalWord = ""
    kind: Literal["percent", "amount", "n-for-m", "basket-percent", "basket-amount"] = "percent"
    active: bool = True
    rate_ppm: Annotated[int, Field(ge=0, le=PPM)] = 0
    off_minor: Amount = 0
    take: Pieces = 0
    pay: Pieces = 0
    sku: Annotated[str, StringConstraints(max_length=SKU_LENGTH_MAX)] = ""
    department: OptionalWord = ""
    least_minor: Amount = 0
    branch: Annotated[str, StringConstraints(max_length=LOCATION_LENGTH_MAX)] = ""
    group: Annotated[str, StringConstraints(max_length=GROUP_LENGTH_MAX)] = ""
    from_ms: Moment = 0
    until_ms: Moment = 0
    """When it ends; 0 for never."""
    coupon: OptionalWord = ""
    approval: ApprovalGiven | None = None


class ListPromotions(Command):
    """Ask which promotions there are."""

    here: bool = False
    """Whether to leave out those that do not count in this branch now."""
