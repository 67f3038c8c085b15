"""What a node answers about customers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A customer as this node knows them."""

    id: str
    name: str
    number: str
    phone: str
    email: str
    address: str
    tax_number: str
    note: str
    group: str
    language: str
    """In which their receipts are; empty is the shop's."""
    credit_limit_minor: int


@dataclass(frozen=True, slots=True)
class LostCustomerLine:
    """A value that was written apart from the one that stands, and lost."""

    field: str
    stands: str | int
    lost: str | int


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """A receipt of a customer's."""

    at_ms: int
    receipt: str
    location: str
    total_minor: int


@dataclass(frozen=True, slots=True)
class CustomerAnswer:
    """All about one customer."""

    customer: CustomerLine
    merged: tuple[str, ...]
    """The ids of those who were merged into them."""
    lost: tuple[LostCustomerLine, ...]
    receipts: tuple[PurchaseLine, ...]
    """Their last receipts, of the branches whose events are held here; the latest first."""


@dataclass(frozen=True, slots=True)
class CustomersAnswer:
    """Customers that were found."""

    customers: tuple[CustomerLine, ...]


@dataclass(frozen=True, slots=True)
class CustomerChangedAnswer:
    """A customer is in the log as they were wanted, flushed."""

    id: str
    """Of the command."""
    customer: str
    fields: tuple[str, ...] = ()
    """What changed; nothing when it was so already."""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ForgottenAnswer:
    """A customer nobody knows any more."""

    id: str
    customers: tuple[str, ...]
    """The ids that were forgotten: theirs, and of all who were merged into them."""
    repeated: bool = False
