"""Reprints: a further paper of a receipt is recorded, and says which copy it is."""

from __future__ import annotations

from uuid import UUID

from core.shop.reprint import Reprint
from core.views.receipts import Receipt
from core.views.reprints import REPRINTS, copies_of
from node.till import Till


def print_copy(till: Till, found: Receipt, command_id: UUID | None) -> int:
    """Record one more paper of a receipt and return which copy it is."""
    if (done := till.done_before(Reprint, command_id)) is not None:
        return done.copy
    with till.log.transaction() as transaction:
        copy = 1 + copies_of(till.log.table(transaction, REPRINTS), found.id.bytes)
        reprint = Reprint.print_again(
            id=command_id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            till=till.config.name,
            receipt=found.id.bytes,
            copy=copy,
            cashier=till.cashier,
        )
        till.application.record(reprint)
    return copy
