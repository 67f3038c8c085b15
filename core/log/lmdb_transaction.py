"""One transaction of LMDB, seen through the store contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import cast

import lmdb

from core.log.store import Item


class LmdbTransaction:
    """One LMDB transaction seen through the store contract."""

    __slots__ = ("_handles", "_txn")

    def __init__(self, txn: lmdb.Transaction, handles: dict[str, lmdb._Database]) -> None:
        self._txn = txn
        self._handles = handles

    def get(self, table: str, key: bytes) -> bytes | None:
        """Return the value of a key, or None."""
        return cast("bytes | None", self._txn.get(key, db=self._handles[table]))

    def get_many(self, table: str, keys: Sequence[bytes]) -> list[bytes | None]:
        """Return the value of each key, or None."""
        with self._txn.cursor(self._handles[table]) as cursor:
            # A cursor looks on the page where it stands before it goes down the tree again.
            return cast("list[bytes | None]", [cursor.get(key) for key in keys])

    def put(self, table: str, key: bytes, value: bytes) -> None:
        """Write a key, over what it held before."""
        self._txn.put(key, value, db=self._handles[table])

    def put_many(self, table: str, items: Sequence[Item]) -> None:
        """Write many keys, over what they held before."""
        with self._txn.cursor(self._handles[table]) as cursor:
            consumed, _ = cursor.putmulti(items)
        assert consumed == len(items), "LMDB took fewer items than it was given"

    def insert_many(self, table: str, items: Sequence[Item]) -> bool:
        """Write the keys that are new; False when any existed already."""
        with self._txn.cursor(self._handles[table]) as cursor:
            _, added = cursor.putmulti(items, overwrite=False)
        return bool(added == len(items))

    def append_many(self, table: str, items: Sequence[Item]) -> None:
        """Write keys that are each greater than every key of the table."""
        with self._txn.cursor(self._handles[table]) as cursor:
            _, added = cursor.putmulti(items, append=True)
        # LMDB reports an append out of order by not adding, and raises nothing.
        assert added == len(items), "append out of order"

    def delete(self, table: str, key: bytes) -> bool:
        """Remove a key; False when it was not there."""
        return bool(self._txn.delete(key, db=self._handles[table]))

    def last(self, table: str) -> Item | None:
        """Return the greatest key and its value, or None when the table is empty."""
        with self._txn.cursor(self._handles[table]) as cursor:
            return cast("Item", cursor.item()) if cursor.last() else None

    def scan(
        self, table: str, start: bytes, stop: bytes | None = None, *, reverse: bool = False
    ) -> Iterator[Item]:
        """Yield items with ``start <= key < stop`` (no stop: to the end), in key order."""
        with self._txn.cursor(self._handles[table]) as cursor:
            # Without buffers=True, keys and values are bytes.
            if reverse:
                # A key below ``stop``, or the last one: LMDB knows no empty key to seek.
                if stop is None or (stop and not cursor.set_range(stop)):
                    found = cursor.last()
                else:
                    found = bool(stop) and cursor.prev()
                items = cast("Iterator[Item]", cursor.iterprev() if found else iter(()))
                yield from takewhile(lambda item: item[0] >= start, items)
            else:
                found = cursor.set_range(start) if start else cursor.first()
                items = cast("Iterator[Item]", cursor.iternext() if found else iter(()))
                for item in items:
                    if stop is not None and item[0] >= stop:
                        return
                    yield item

    def clear(self, table: str) -> None:
        """Remove every key of the table."""
        self._txn.drop(self._handles[table], delete=False)
