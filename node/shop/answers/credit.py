"""What a node answers about gift cards, credit, points and accounts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CreditAnswer:
    """What stands on a card, or in a customer's credit or points."""

    ledger: str
    account: str
    total: int
    """What is left in all, as far as this node knows; minor units, or points."""
    spendable: int
    """What this till may spend of it now, whoever can be heard."""
    owed: int
    """Points that were taken back and were not there; the total is less by them."""
    holders: tuple[HolderLine, ...]


@dataclass(frozen=True, slots=True)
class HolderLine:
    """Who holds how much of the rights."""

    holder: str
    """The node's name, or its author's id where no name is known."""
    rights: int


@dataclass(frozen=True, slots=True)
class FetchAnswer:
    """Who was asked for rights; they answer as soon as they hear."""

    id: str
    asked: tuple[HolderLine, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class AccountAnswer:
    """What a customer owes."""

    id: str
    """Of the command; empty when nothing was changed."""
    customer: str
    owed_minor: int
    credit_limit_minor: int
    repeated: bool = False
