"""What is asked about price lists, taxes and roundings."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from core.shop.limits import (
    GROUP_LENGTH_MAX,
    LOCATION_LENGTH_MAX,
    RATE_PPM_MAX,
    TAXES_OF_CLASS_MAX,
)
from core.shop.price_rules import STEP_MINOR_MAX
from node.commands import (
    AT_MS_END,
    Amount,
    ApprovalGiven,
    Code,
    Command,
    OptionalWord,
    Quantity,
    Word,
)

Moment = Annotated[int, Field(ge=0, lt=AT_MS_END)]
Branch = Annotated[str, StringConstraints(max_length=LOCATION_LENGTH_MAX)]
Group = Annotated[str, StringConstraints(max_length=GROUP_LENGTH_MAX)]


class SetPrice(Command):
    """Set a price of a product, for all or for a few, now or later; None takes it back."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    code: Code
    price_minor: Amount | None
    branch: Branch = ""
    group: Group = ""
    from_quantity_milli: Quantity = 0
    from_ms: Moment | None = None
    """When it begins; now, when it is not said."""
    until_ms: Moment = 0
    """When it ends; 0 for never."""
    approval: ApprovalGiven | None = None


class Prices(Command):
    """Ask for every price of a product."""

    code: Code


class TaxOfClass(Command):
    """One tax of a class of goods."""

    name: Word
    rate_ppm: Annotated[int, Field(ge=0, le=RATE_PPM_MAX)]
    inclusive: bool = True


class SetTaxes(Command):
    """Set the taxes of a class of goods; none mean that it is not taxed."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    tax_class: OptionalWord = ""
    """Empty: the goods of no class."""
    taxes: Annotated[tuple[TaxOfClass, ...], Field(max_length=TAXES_OF_CLASS_MAX, strict=False)]
    branch: Branch = ""
    from_ms: Moment | None = None
    approval: ApprovalGiven | None = None


class ListTaxes(Command):
    """Ask how everything is taxed and rounded here."""


class SetRounding(Command):
    """Set to which coins cash is rounded, and whether taxes are by receipt or by line."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    cash_step_minor: Annotated[int, Field(ge=0, le=STEP_MINOR_MAX)] = 0
    by_receipt: bool = False
    branch: Branch = ""
    from_ms: Moment | None = None
    approval: ApprovalGiven | None = None
