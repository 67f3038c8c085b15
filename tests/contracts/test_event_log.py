"""The log's own events: numbers, chains, seals, clocks and restarts, on either store."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

import pytest

from core.errors import RefusedError, StorageDamagedError, StorageFullError
from core.hlc import milliseconds_of
from core.identity import COMPANY_SCOPE, SCOPE_BYTES_MAX
from core.log import layout
from core.log.entry import Draft, entry_of
from core.log.event_log import DuplicateVersionError, EventLog
from core.log.layout import U64
from core.log.record import BODY_BYTES_MAX, GENESIS, KIND_BYTES_MAX, chain_of, verify_record
from core.log.segment import SEGMENT_BYTES
from tests.contracts.logs import (
    BRANCH,
    NOW_MS,
    Counts,
    NewDisk,
    digest,
    draft,
    drafts,
    dump,
    offer,
    open_log,
    records,
    replicate,
    segments,
)


def test_events_are_numbered_from_one_without_gaps(new_disk: NewDisk) -> None:
    log = open_log(new_disk().open())
    assert log.append(drafts(3)) == [1, 2, 3]
    assert log.append(drafts(2, start=4)) == [4, 5]
    held = [entry_of(record) for record in records(log, log.stream(COMPANY_SCOPE))]
    assert [entry.sequence for entry in held] == [1, 2, 3, 4, 5]
    assert [entry.body[0] for entry in held] == [1, 2, 3, 4, 5]


def test_every_record_chains_to_the_one_before(new_disk: NewDisk) -> None:
    log = open_log(new_disk().open())
    log.append(drafts(3))
    before = GENESIS
    for record in records(log, log.stream(COMPANY_SCOPE)):
        verify_record(record, before)
        before = chain_of(record)


def test_several_scopes_in_one_append_share_the_lsns_and_keep_their_sequences(
    new_disk: NewDisk,
) -> None:
    log = open_log(new_disk().open())
    scopes = [COMPANY_SCOPE, BRANCH, BRANCH, COMPANY_SCOPE]
    lsns = log.append([draft(number, scope=scope) for number, scope in enumerate(scopes, 1)])
    assert lsns == [1, 2, 3, 4]
    with log.read() as view:
        fed = [entry_of(record).body[0] for _, record in view.feed(0, 10)]
        heads = {stream.scope: head.sequence for stream, head in view.heads().items()}
        assert (view.last_lsn(), fed) == (4, [1, 2, 3, 4])
    assert heads == {COMPANY_SCOPE: 2, BRANCH: 2}


def test_an_append_of_nothing_changes_nothing(new_disk: NewDisk) -> None:
    store = new_disk().open()
    log = open_log(store)
    log.append(drafts(1))
    before = dump(store)
    assert log.append([]) == []
    assert dump(store) == before


@pytest.mark.parametrize(
    "refused",
    [
        [draft(9), draft(1)],
        [draft(9), draft(9)],
        [draft(9), draft(9, scope=BRANCH)],
        [draft(8, scope=BRANCH), draft(9), draft(1)],
    ],
)
def test_an_aggregate_version_is_written_once_or_nothing_is(
    new_disk: NewDisk, refused: list[Draft]
) -> None:
    store = new_disk().open()
    log = open_log(store)
    log.append(drafts(3))
    before = dump(store)
    with pytest.raises(DuplicateVersionError):
        log.append(refused)
    assert dump(store) == before
    assert log.append([draft(9)]) == [4]


@pytest.mark.parametrize(
    "unreadable",
    [
        draft(2, body=bytes(BODY_BYTES_MAX + 1)),
        draft(2, kind=""),
        draft(2, kind="a\0b"),
        draft(2, kind="ä" * (KIND_BYTES_MAX // 2 + 1)),
        draft(2, scope=""),
        draft(2, scope="s" * (SCOPE_BYTES_MAX + 1)),
    ],
)
def test_what_no_peer_could_read_is_refused(new_disk: NewDisk, unreadable: Draft) -> None:
    store = new_disk().open()
    log = open_log(store, topic_index=True)
    before = dump(store)
    with pytest.raises(RefusedError):
        log.append([draft(1), unreadable])
    assert dump(store) == before


def test_the_longest_of_everything_is_recorded_and_replicated(new_disk: NewDisk) -> None:
    log, peer = open_log(new_disk().open(), topic_index=True), open_log(new_disk().open(), seed=2)
    log.append(
        [
            Draft("k" * KIND_BYTES_MAX, "s" * SCOPE_BYTES_MAX, "i" * 128, 2**32 - 1, b"x"),
            draft(1, kind="ä" * (KIND_BYTES_MAX // 2), body=bytes(BODY_BYTES_MAX)),
        ]
    )
    replicate(log, peer)
    assert digest(peer) == digest(log)


def test_an_aggregate_is_read_in_the_order_of_its_versions(new_disk: NewDisk) -> None:
    log = open_log(new_disk().open())
    log.append([draft(1, version=version) for version in (1, 300, 2, 70_000)])
    log.append([draft(2), draft(257)])
    with log.read() as view:
        found = [entry_of(record) for record in view.aggregate(0, UUID(int=1).bytes)]
    assert [entry.originator_version for entry in found] == [1, 2, 300, 70_000]


def test_an_append_is_undone_with_the_transaction_it_joined(new_disk: NewDisk) -> None:
    store = new_disk().open()
    log = open_log(store)
    log.append(drafts(2))
    before = dump(store)

    def decide_and_fail() -> None:
        with log.transaction():
            log.append(drafts(3, start=3))
            raise KeyError

    with pytest.raises(KeyError):
        decide_and_fail()
    assert dump(store) == before
    assert log.append(drafts(1, start=3)) == [3]


@pytest.mark.parametrize("now_ms", [0, -5, NOW_MS, 4_070_908_800_000])
def test_stamps_grow_whatever_the_clock_says(new_disk: NewDisk, now_ms: int) -> None:
    clock = [NOW_MS]
    log = open_log(new_disk().open(), clock_ms=lambda: clock[0])
    log.append(drafts(2))
    clock[0] = now_ms
    log.append(drafts(2, start=3))
    log.append([draft(5, scope=BRANCH)])
    with log.read() as view:
        stamps = [entry_of(record).hlc for _, record in view.feed(0, 10)]
    assert all(earlier < later for earlier, later in pairwise(stamps))
    assert milliseconds_of(stamps[-1]) == max(now_ms, NOW_MS)


def test_a_restart_keeps_the_heads_and_the_clock_never_goes_back(new_disk: NewDisk) -> None:
    disk = new_disk()
    log = open_log(disk.open())
    log.append([*drafts(3), draft(4, scope=BRANCH)])
    last, before = log.mint_id(), digest(log)
    log.append(drafts(1, start=5, scope=BRANCH))
    after = digest(log)
    again = open_log(disk.open(), clock_ms=lambda: 0)
    assert before != after == digest(again)
    assert again.mint_id() > last
    assert again.append(drafts(1, start=6)) == [6]
    stamps = [entry_of(record).hlc for record in records(again, again.stream(COMPANY_SCOPE))]
    assert stamps == sorted(stamps)


def test_no_id_is_minted_twice_by_one_author_in_any_epoch(new_disk: NewDisk) -> None:
    disk = new_disk()
    log = open_log(disk.open())
    minted = [log.mint_id() for _ in range(3)]
    log.append(drafts(1))
    next_epoch = open_log(disk.open(), epoch=2)
    minted += [next_epoch.mint_id() for _ in range(3)]
    assert len(set(minted)) == 6


def test_a_big_append_is_sealed_often_enough_for_every_segment(new_disk: NewDisk) -> None:
    log, peer = open_log(new_disk().open()), open_log(new_disk().open(), seed=2)
    log.append([draft(number, body=bytes(1000)) for number in range(1, 301)])
    stream = log.stream(COMPANY_SCOPE)
    with log.read() as view:
        sealed = [number for number in range(1, 301) if view.seal_at(stream, number)]
    sizes = [len(record) for record in records(log, stream)]
    for after, last in pairwise([0, *sealed]):
        assert sum(sizes[after:last]) < SEGMENT_BYTES + max(sizes)
    assert sealed[-1] == 300
    for after in sealed[:-1]:
        *_, final = segments(log, stream, after)
        assert final.last == 300
    for segment in segments(log, stream):
        offer(peer, segment)
    assert digest(peer) == digest(log)


def test_a_log_without_a_key_seals_nothing_and_serves_nothing(new_disk: NewDisk) -> None:
    log = EventLog(new_disk().open(), clock_ms=lambda: 0)
    log.append(drafts(2))
    assert list(segments(log, log.stream(COMPANY_SCOPE))) == []


def test_a_full_disk_refuses_an_append_whole_and_takes_the_next(new_disk: NewDisk) -> None:
    store = new_disk(room_bytes=1 << 19).open()
    counts = Counts()
    log = open_log(store, projections=[counts])
    log.append(drafts(3))
    before = dump(store, counts)
    with pytest.raises(StorageFullError):
        log.append([draft(number, body=bytes(2000)) for number in range(4, 400)])
    assert dump(store, counts) == before
    assert log.append(drafts(2, start=4)) == [4, 5]


def test_a_layout_of_another_time_is_not_touched(new_disk: NewDisk) -> None:
    disk = new_disk()
    store = disk.open()
    open_log(store)
    with store.write() as transaction:
        transaction.put(layout.META, layout.META_FORMAT, U64.pack(layout.FORMAT_VERSION + 1))
    with pytest.raises(StorageDamagedError, match="layout"):
        open_log(disk.open())


def test_the_topic_index_is_completed_when_a_log_is_opened_with_it(new_disk: NewDisk) -> None:
    disk, twin = new_disk(), new_disk()
    always = open_log(twin.open(), topic_index=True)
    for number, wanted in enumerate((True, False, True), 1):
        sometimes = open_log(disk.open(), topic_index=wanted)
        sometimes.append([draft(number)])
        always.append([draft(number)])
    assert dump(sometimes.store)[layout.TOPIC] == dump(always.store)[layout.TOPIC] != []
