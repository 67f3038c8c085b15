"""The store contract, sentence by sentence, for the store on LMDB and the store in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from core.log.lmdb_store import LmdbStore
from core.log.store import KEY_BYTES_MAX, Item, Store, Transaction
from tests.contracts.stores import TABLE, attempt, fail, fill, held

SOME = [(b"a", b"1"), (b"b", b"2"), (b"ba", b"3"), (b"c", b"4")]


def in_thread(act: Callable[[], object]) -> None:
    """Do something in a thread of its own."""
    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def test_what_is_put_is_got_and_what_is_put_again_is_replaced(store: Store) -> None:
    with store.write() as transaction:
        transaction.put(TABLE, b"k", b"old")
        transaction.put(TABLE, b"k", b"")
        assert transaction.get(TABLE, b"k") == b""
        assert transaction.get(TABLE, b"other") is None
    assert held(store) == [(b"k", b"")]


def test_many_are_looked_up_in_any_order_and_what_is_not_there_is_none(store: Store) -> None:
    with store.write() as transaction:
        transaction.put_many(TABLE, [(b"a", b"1"), (b"c", b"3")])
        assert transaction.get_many(TABLE, [b"c", b"b", b"a"]) == [b"3", None, b"1"]
    with store.read() as transaction:
        assert transaction.get_many(TABLE, []) == []
        assert transaction.get_many(TABLE, [b"a", b"d"]) == [b"1", None]


def test_many_are_put_over_what_was_there(store: Store) -> None:
    fill(store, SOME)
    fill(store, [(b"c", b"new"), (b"aa", b"5")])
    assert held(store) == [(b"a", b"1"), (b"aa", b"5"), (b"b", b"2"), (b"ba", b"3"), (b"c", b"new")]


def test_insert_leaves_what_exists_and_says_so(store: Store) -> None:
    fill(store, SOME)
    with store.write() as transaction:
        assert transaction.insert_many(TABLE, [(b"d", b"5"), (b"aa", b"6")])
        assert not transaction.insert_many(TABLE, [(b"a", b"other"), (b"e", b"7")])
        assert transaction.get(TABLE, b"a") == b"1"
        assert transaction.get(TABLE, b"e") == b"7"


def test_a_key_inserted_twice_in_one_call_exists_the_second_time(store: Store) -> None:
    with store.write() as transaction:
        assert not transaction.insert_many(TABLE, [(b"a", b"first"), (b"a", b"second")])
    assert held(store) == [(b"a", b"first")]


def test_append_takes_rising_keys_and_asserts_on_any_other(store: Store) -> None:
    with store.write() as transaction:
        transaction.append_many(TABLE, [(b"a", b"1"), (b"c", b"2")])
    for late in (b"b", b"c"):
        with pytest.raises(AssertionError), store.write() as transaction:
            transaction.append_many(TABLE, [(b"d", b"3"), (late, b"4")])
    assert held(store) == [(b"a", b"1"), (b"c", b"2")]


def test_delete_says_whether_there_was_something(store: Store) -> None:
    fill(store, SOME)
    with store.write() as transaction:
        assert transaction.delete(TABLE, b"b")
        assert not transaction.delete(TABLE, b"b")
    assert [key for key, _ in held(store)] == [b"a", b"ba", b"c"]


def test_last_is_the_greatest_key(store: Store) -> None:
    with store.write() as transaction:
        assert transaction.last(TABLE) is None
        transaction.put_many(TABLE, [(b"c", b"4"), (b"a", b"1")])
        assert transaction.last(TABLE) == (b"c", b"4")
        transaction.delete(TABLE, b"c")
        assert transaction.last(TABLE) == (b"a", b"1")


def test_clear_empties_one_table_and_no_other(store: Store) -> None:
    store.open_tables((TABLE, "other"))
    fill(store, SOME)
    with store.write() as transaction:
        transaction.put("other", b"k", b"v")
        transaction.clear(TABLE)
        assert transaction.last(TABLE) is None
        transaction.put(TABLE, b"z", b"9")
    assert held(store) == [(b"z", b"9")]
    with store.read() as transaction:
        assert transaction.get("other", b"k") == b"v"


@pytest.mark.parametrize(
    ("start", "stop", "keys"),
    [
        (b"", None, [b"a", b"b", b"ba", b"c"]),
        (b"b", None, [b"b", b"ba", b"c"]),
        (b"b", b"c", [b"b", b"ba"]),
        (b"aa", b"bb", [b"b", b"ba"]),
        (b"", b"a", []),
        (b"", b"", []),
        (b"d", None, []),
        (b"c", b"a", []),
        (b"", b"zz", [b"a", b"b", b"ba", b"c"]),
    ],
)
def test_a_scan_yields_start_to_before_stop_in_order_or_reverse(
    store: Store, start: bytes, stop: bytes | None, keys: list[bytes]
) -> None:
    fill(store, SOME)
    with store.read() as transaction:
        assert [key for key, _ in transaction.scan(TABLE, start, stop)] == keys
        backwards = [key for key, _ in transaction.scan(TABLE, start, stop, reverse=True)]
    assert backwards == keys[::-1]


def test_a_scan_given_up_halfway_does_no_harm(store: Store) -> None:
    fill(store, SOME)
    with store.write() as transaction:
        assert next(iter(transaction.scan(TABLE, b""))) == SOME[0]
        transaction.put(TABLE, b"d", b"5")
    assert len(held(store)) == len(SOME) + 1


def test_the_longest_key_is_held_and_a_longer_one_is_a_bug(store: Store) -> None:
    fill(store, [(b"k" * KEY_BYTES_MAX, b"v")])
    for key in (b"k" * (KEY_BYTES_MAX + 1), b""):
        with pytest.raises(AssertionError):
            fill(store, [(key, b"v")])
    assert held(store) == [(b"k" * KEY_BYTES_MAX, b"v")]


def test_opening_tables_again_keeps_what_they_hold(store: Store) -> None:
    fill(store, SOME)
    store.open_tables((TABLE, "new"))
    assert held(store) == SOME


def test_a_write_that_raises_changes_nothing(store: Store) -> None:
    fill(store, SOME)
    with pytest.raises(KeyError):
        attempt(
            store,
            lambda transaction: transaction.put(TABLE, b"a", b"changed"),
            lambda transaction: transaction.put(TABLE, b"new", b"5"),
            lambda transaction: transaction.delete(TABLE, b"b"),
            lambda transaction: transaction.clear(TABLE),
            lambda transaction: transaction.put(TABLE, b"z", b"6"),
            fail,
        )
    assert held(store) == SOME


def test_an_inner_write_joins_the_outer_one(store: Store) -> None:
    seen: list[bytes | None] = []
    with pytest.raises(KeyError):
        attempt(
            store,
            lambda _: fill(store, [(b"k", b"v")]),
            lambda outer: seen.append(outer.get(TABLE, b"k")),
            fail,
        )
    assert seen == [b"v"]
    assert held(store) == []


def test_an_inner_failure_dooms_the_outer_write_that_catches_it(store: Store) -> None:
    def inner(_: Transaction) -> None:
        with pytest.raises(KeyError):
            attempt(store, fail)

    with pytest.raises(AssertionError):
        attempt(store, lambda outer: outer.put(TABLE, b"k", b"v"), inner)
    assert held(store) == []
    fill(store, SOME)
    assert held(store) == SOME


def test_a_read_inside_a_write_sees_what_was_written(store: Store) -> None:
    with store.write() as transaction:
        transaction.put(TABLE, b"k", b"v")
        assert held(store) == [(b"k", b"v")]


def test_a_read_of_lmdb_is_one_unmoving_snapshot(tmp_path: Path) -> None:
    store = LmdbStore.open(str(tmp_path), sync=False)
    store.open_tables((TABLE,))
    fill(store, SOME)
    with store.read() as transaction:
        in_thread(lambda: fill(store, [(b"a", b"changed"), (b"z", b"9")]))
        assert list(transaction.scan(TABLE, b"")) == SOME
        assert transaction.last(TABLE) == SOME[-1]
    assert held(store)[0] == (b"a", b"changed")
    store.close()


def test_writes_of_other_threads_wait(store: Store) -> None:
    began = threading.Event()

    def second() -> None:
        began.set()
        with store.write() as transaction:
            before = transaction.get(TABLE, b"k") or b""
            transaction.put(TABLE, b"k", before + b"second")

    thread = threading.Thread(target=second)
    with store.write() as transaction:
        thread.start()
        began.wait()
        transaction.put(TABLE, b"k", b"first ")
    thread.join()
    assert held(store) == [(b"k", b"first second")]


def test_listeners_hear_of_commits_only_until_they_stop(store: Store) -> None:
    heard: list[str] = []
    stop = store.on_commit(lambda: heard.append("one"))
    store.on_commit(lambda: heard.append("two"))
    with store.write(), store.write() as transaction:
        transaction.put(TABLE, b"k", b"v")
        assert heard == []
    assert heard == ["one", "two"]
    with pytest.raises(KeyError):
        attempt(store, fail)
    held(store)
    assert heard == ["one", "two"]
    stop()
    stop()
    fill(store, SOME)
    assert heard == ["one", "two", "two"]


def test_a_listener_sees_the_commit_it_hears_of(store: Store) -> None:
    seen: list[list[Item]] = []
    store.on_commit(lambda: seen.append(held(store)))
    fill(store, SOME)
    assert seen == [SOME]


def test_a_store_says_how_much_room_it_takes_and_has(store: Store) -> None:
    before = store.room()
    fill(store, [(bytes([n]), bytes(4_000)) for n in range(1, 20)])
    after = store.room()
    assert after.used == store.size_bytes() >= before.used + 60_000
    # Memory has neither a bound nor a volume; a data file has both.
    assert (after.most, after.free) == (0, 0) or after.free > 0 < after.used <= after.most
