"""Erasing: the keys of customers who were forgotten leave the log, wherever it is held."""

from __future__ import annotations

from core.log.erasing import erase_bodies
from core.log.layout import DESK, U64
from core.views.customers import CUSTOMERS, erasable
from node.till import Till

_DONE = b"erased"
"""The key in ``desk`` of how many bodies were gone when this node last looked."""


def erase_forgotten(till: Till) -> None:
    """Take every key out of the log that is not to be known any more.

    How many there are only grows, so one look says whether anything is to be done.
    """
    with till.log.read() as view:
        count = U64.pack(sum(1 for _ in erasable(view.table(CUSTOMERS))))
        done = view.transaction.get(DESK, _DONE) or U64.pack(0)
    if count == done:
        return
    with till.log.transaction() as transaction:
        erase_bodies(transaction, list(erasable(till.log.table(transaction, CUSTOMERS))))
        transaction.put(DESK, _DONE, count)
