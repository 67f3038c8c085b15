"""What the suites of the store share: one table, ways to fill it, and how much fits."""

from __future__ import annotations

from collections.abc import Callable

from core.log.store import Item, Store, Transaction

ROOM_BYTES = 256 * 1024
TABLE = "table"


def fill(store: Store, items: list[Item]) -> None:
    with store.write() as transaction:
        transaction.put_many(TABLE, items)


def held(store: Store) -> list[Item]:
    with store.read() as transaction:
        return list(transaction.scan(TABLE, b""))


def attempt(store: Store, *steps: Callable[[Transaction], object]) -> None:
    """Take all steps in one write transaction."""
    with store.write() as transaction:
        for step in steps:
            step(transaction)


def fail(transaction: Transaction) -> None:
    raise KeyError
