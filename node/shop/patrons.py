"""Patrons: the customer a sale or ticket names, and what follows from who it is."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from core.errors import RefusedError
from core.log.store import Transaction
from core.views import customers
from core.views.customers import CUSTOMERS
from node.commands import Sell
from node.shop.commands.receipts import Quote
from node.till import Till

BasketT = TypeVar("BasketT", Sell, Quote)

PERSONAL = "@+"
"""What only a person's own telephone or e-mail has: such a word never stands in a sale."""


class Patron(NamedTuple):
    """How a sale names a customer, and whose prices count."""

    customer: str
    group: str


def patron_of(till: Till, transaction: Transaction, word: str, group: str = "") -> Patron:
    """Return the customer a word means: by their id, in their group unless another is given.

    A word that means no customer known here is the number another system gave, and stands in
    the sale as it is. Raises :class:`RefusedError` when it is a telephone or e-mail, or
    when it means several.
    """
    if not word:
        return Patron(word, group)
    found = customers.by_text(till.log.table(transaction, CUSTOMERS), word)
    if len(found) > 1:
        ids = ", ".join(str(each.id) for each in found)
        raise RefusedError(f"Several customers have '{word}': give one of the ids {ids}.")
    if not found:
        if any(mark in word for mark in PERSONAL):
            raise RefusedError(f"No customer known here has '{word}'; add them first.")
        return Patron(word, group)
    return Patron(found[0].id.hex, group or found[0].group)


def for_customer(till: Till, transaction: Transaction, command: BasketT) -> BasketT:
    """Return a basket as of the customer it names; raises as :func:`patron_of` does."""
    if not command.customer:
        return command
    patron = patron_of(till, transaction, command.customer, command.group)
    return command.model_copy(update=patron._asdict())
