"""What is asked about customers."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from core.shop.limits import GROUP_LENGTH_MAX, NAME_LENGTH_MAX
from node.commands import Amount, ApprovalGiven, Command, OptionalWord
from node.language.languages import Language

LongWord = Annotated[str, StringConstraints(max_length=NAME_LENGTH_MAX)]
Group = Annotated[str, StringConstraints(max_length=GROUP_LENGTH_MAX)]
Named = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH_MAX)]
"""Whom somebody means: an id, a number, a telephone or an e-mail."""

FOUND_MAX = 100
"""Most customers a search returns: more than anybody reads."""


class CustomerFields(Command):
    """What may be said of a customer; None leaves it as it is, an empty word takes it off."""

    name: LongWord | None = None
    number: OptionalWord | None = None
    phone: OptionalWord | None = None
    email: LongWord | None = None
    address: LongWord | None = None
    tax_number: OptionalWord | None = None
    note: LongWord | None = None
    group: Group | None = None
    """Whose prices count for them."""
    language: Language | Literal[""] | None = None
    """In which their receipts are."""
    credit_limit_minor: Amount | None = None
    """Up to how much they may owe."""


class AddCustomer(CustomerFields):
    """Make somebody a customer."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    approval: ApprovalGiven | None = None


class EditCustomer(CustomerFields):
    """Change what is given of a customer, and nothing else."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    customer: Named
    approval: ApprovalGiven | None = None


class MergeCustomers(Command):
    """Say that a customer is another one, who stays."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    customer: Annotated[UUID, Field(strict=False)]
    into: Annotated[UUID, Field(strict=False)]
    approval: ApprovalGiven | None = None


class ForgetCustomer(Command):
    """Take away for good what is known of a customer."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    customer: Annotated[UUID, Field(strict=False)]
    """By the id alone: a telephone may be somebody else's by now."""
    approval: ApprovalGiven | None = None


class ShowCustomer(Command):
    """Ask all about one customer, and for their last receipts that are held here."""

    customer: Named
    receipts: Annotated[int, Field(ge=0, le=FOUND_MAX)] = 20


class SearchCustomers(Command):
    """Ask which customers are meant by what was typed; by nothing, all of a group or of all."""

    text: LongWord = ""
    group: Group | None = None
    limit: Annotated[int, Field(ge=1, le=FOUND_MAX)] = 20
