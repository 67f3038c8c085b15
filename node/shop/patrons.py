"""Patrons: the customer a sale names, and what follows from who it is."""

from __future__ import annotations

from typing import TypeVar

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


def for_customer(till: Till, transaction: Transaction, command: BasketT) -> BasketT:
    """Return a basket as of the customer it names: by their id, at the prices of their group.

    A word that means no customer known here is the number another system gave, and stands in
    the sale as it is. Raises :class:`RefusedError` when it is a telephone or e-mail, or
    when it means several.
    """
    word = command.customer
    if not word:
        return command
    found = customers.by_text(till.log.table(transaction, CUSTOMERS), word)
    if len(found) > 1:
        ids = ", ".join(str(each.id) for each in found)
        raise RefusedError(f"Several customers have '{word}': give one of the ids {ids}.")
    if not found:
        if any(mark in word for mark in PERSONAL):
            raise RefusedError(f"No customer known here has '{word}'; add them first.")
        return command
    return command.model_copy(
        update={"customer": found[0].id.hex, "group": command.group or found[0].group}
    )
