"""A store without room says so, writes nothing, and works again: on LMDB and in memory."""

from __future__ import annotations

import pytest

from core.errors import StorageError, StorageFullError
from core.log.store import Store, Transaction
from tests.contracts.stores import ROOM_BYTES, TABLE, attempt, fill, held

SOME = [(b"a", b"1"), (b"b", b"2")]


def test_a_full_store_says_so_writes_nothing_and_works_again(store: Store) -> None:
    fill(store, SOME)
    # Larger than the room in small pieces, so that it fills in the middle of the work.
    many = [(f"{number:06}".encode(), b"v" * 400) for number in range(1000)]
    with pytest.raises(StorageFullError):
        fill(store, many)
    assert held(store) == SOME
    fill(store, [(b"d", b"5")])
    assert held(store) == [*SOME, (b"d", b"5")]


def test_a_full_store_says_so_in_an_inner_write_too(store: Store) -> None:
    with pytest.raises(AssertionError), store.write(), pytest.raises(StorageFullError):
        fill(store, [(b"k", b"v" * 2 * ROOM_BYTES)])
    assert held(store) == []


def test_a_block_that_goes_on_after_a_failed_write_cannot_commit(store: Store) -> None:
    def swallow(transaction: Transaction) -> None:
        with pytest.raises(Exception, match=r"(?i)full"):
            transaction.put(TABLE, b"k", b"v" * 2 * ROOM_BYTES)

    with pytest.raises(StorageError):
        attempt(store, lambda transaction: transaction.put(TABLE, b"before", b"v"), swallow)
    assert held(store) == []


def test_size_grows_with_what_is_held(store: Store) -> None:
    before = store.size_bytes()
    fill(store, [(f"{number:06}".encode(), b"v" * 100) for number in range(200)])
    assert before + 20_000 < store.size_bytes() <= ROOM_BYTES
