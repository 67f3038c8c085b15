"""Projections change with the log or not at all, and can always be folded again."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity import StreamId
from core.log.event_log import EventLog
from core.log.layout import META
from core.log.memory_store import MemoryStore
from core.log.projection import Fact, Table
from tests.contracts.logs import (
    BRANCH,
    Counts,
    NewDisk,
    digest,
    draft,
    drafts,
    dump,
    offer,
    open_log,
    replicate,
    segments,
)

TABLE = "view.counts"


class Jammed(Counts):
    """A projection with a bug that a thirteen brings out, after it wrote something."""

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        super().fold(table, stream, facts)
        if any(fact.fact == 13 for fact in facts):
            raise ZeroDivisionError


def test_a_projection_is_written_in_the_transaction_of_its_events(new_disk: NewDisk) -> None:
    store = new_disk().open()
    counts = Counts()
    log = open_log(store, projections=[counts])

    def count_and_fail() -> None:
        with log.transaction() as transaction:
            log.append([draft(7)])
            assert log.table(transaction, "counts").get(b"7") == b"1"
            raise KeyError

    with pytest.raises(KeyError):
        count_and_fail()
    assert dump(store, counts)[TABLE] == []


def test_a_projection_that_fails_leaves_no_trace_of_the_append(new_disk: NewDisk) -> None:
    store, jammed = new_disk().open(), Jammed()
    log = open_log(store, projections=[jammed])
    log.append(drafts(3))
    before = dump(store, jammed)
    with pytest.raises(ZeroDivisionError):
        log.append([draft(4), draft(13)])
    assert dump(store, jammed) == before


def test_a_rebuild_gives_the_same_bytes(new_disk: NewDisk) -> None:
    store, counts = new_disk().open(), Counts()
    log, peer = open_log(store, projections=[counts]), open_log(new_disk().open(), seed=2)
    peer.append([draft(2), draft(3, scope=BRANCH), draft(90, body=b"\xc1")])
    log.append([*drafts(3), draft(50, kind="other.kind"), draft(91, body=b"text")])
    replicate(peer, log)
    before = dump(store, counts)
    log.rebuild()
    assert dump(store, counts) == before
    assert before[TABLE] == [(b"1", b"1"), (b"2", b"2"), (b"3", b"2")]


def test_a_rebuild_repairs_a_table_that_lies(new_disk: NewDisk) -> None:
    store, counts = new_disk().open(), Counts()
    log = open_log(store, projections=[counts])
    log.append(drafts(2))
    before = dump(store, counts)
    with store.write() as transaction:
        transaction.put(TABLE, b"1", b"999")
        transaction.put(TABLE, b"ghost", b"1")
    log.rebuild()
    assert dump(store, counts) == before


def test_another_version_of_a_projection_rebuilds_it_when_the_log_opens(new_disk: NewDisk) -> None:
    disk = new_disk()
    open_log(disk.open(), projections=[Counts()]).append(drafts(2))
    store = disk.open()
    open_log(store, projections=[Counts(1, weight=10)])
    assert dump(store, Counts())[TABLE] == [(b"1", b"1"), (b"2", b"1")]
    store = disk.open()
    open_log(store, projections=[Counts(2, weight=10)]).append([draft(3)])
    assert dump(store, Counts())[TABLE] == [(b"1", b"10"), (b"2", b"10"), (b"3", b"10")]


def test_a_projection_that_is_new_folds_what_was_there_before(new_disk: NewDisk) -> None:
    disk = new_disk()
    open_log(disk.open()).append(drafts(2))
    store = disk.open()
    open_log(store, projections=[Counts()])
    assert dump(store, Counts())[TABLE] == [(b"1", b"1"), (b"2", b"1")]


def test_an_older_program_in_between_leaves_a_newer_projection_stale(new_disk: NewDisk) -> None:
    disk = new_disk()
    open_log(disk.open(), projections=[Counts()]).append(drafts(2))
    open_log(disk.open()).append([draft(3)])
    store = disk.open()
    open_log(store, projections=[Counts()])
    assert dump(store, Counts())[TABLE] == [(b"1", b"1"), (b"2", b"1"), (b"3", b"1")]


def test_a_body_nobody_can_read_is_counted_and_left_out(new_disk: NewDisk) -> None:
    store, counts = new_disk().open(), Counts()
    log = open_log(store, projections=[counts])
    log.append([draft(1), draft(2, body=b"\xa5words"), draft(3, body=b"\xc1"), draft(4)])
    held = dump(store, counts)
    unreadable = [key for key, _ in held[META] if key.startswith(b"unreadable\0")]
    assert [key[-1] for key in unreadable] == [2, 3]
    assert [key for key, _ in held[TABLE]] == [b"1", b"4"]
    assert len(held["log"]) == 4


@given(data=st.data())
def test_every_interleaving_of_streams_gives_the_same_heads_and_tables(data: st.DataObject) -> None:
    sources = [open_log(MemoryStore(), seed=seed) for seed in (1, 2, 3)]
    for source in sources:
        for _ in range(data.draw(st.integers(1, 3))):
            numbers = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True))
            with source.read() as view:
                version = view.last_lsn() + 1
            source.append([draft(number, version=version) for number in numbers])
    nodes = [deliver(data, sources), deliver(data, sources)]
    assert digest(nodes[0]) == digest(nodes[1])
    first, second = (dump(node.store, Counts())[TABLE] for node in nodes)
    assert first == second


def deliver(data: st.DataObject, sources: list[EventLog]) -> EventLog:
    """Return a node that took every source's segments, the sources in an order of its own."""
    node = open_log(MemoryStore(), seed=9, projections=[Counts()])
    queues = [
        list(segments(source, source.stream("company"), bytes_max=data.draw(st.integers(1, 500))))
        for source in sources
    ]
    while any(queues):
        queue = data.draw(st.sampled_from([queue for queue in queues if queue]))
        segment = queue[0] if data.draw(st.booleans()) else queue.pop(0)
        offer(node, segment)
    return node
