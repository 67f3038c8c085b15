"""A peer's events: taken whole and unchanged, or not at all, on either store."""

from __future__ import annotations

from functools import partial
from itertools import permutations
from uuid import UUID

import pytest

from core.errors import (
    GapError,
    MalformedError,
    RemoteError,
    SealError,
    StorageFullError,
)
from core.hlc import AHEAD_MS_MAX, milliseconds_of
from core.identity import COMPANY_SCOPE
from core.log import layout
from core.log.entry import entry_of
from core.log.log_view import SealedSegment
from core.log.record import decode_header
from core.log.seal import Seal
from core.log.segment import encode_segment
from tests.contracts.logs import (
    BRANCH,
    COUNTED,
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


def uuid_bytes(number: int) -> bytes:
    return UUID(int=number).bytes


def test_an_ingested_stream_is_the_same_bytes(new_disk: NewDisk) -> None:
    source, target = open_log(new_disk().open()), open_log(new_disk().open(), seed=2)
    source.append([*drafts(4), draft(5, scope=BRANCH)])
    target.append(drafts(2, start=100))
    replicate(source, target)
    replicate(target, source)
    for scope in (COMPANY_SCOPE, BRANCH):
        assert records(source, source.stream(scope)) == records(target, source.stream(scope))
    assert digest(source) == digest(target)
    with target.read() as view:
        assert [lsn for lsn, _ in view.feed(0, 100)] == [1, 2, 3, 4, 5, 6, 7]


def test_an_offer_beyond_the_head_is_a_gap(new_disk: NewDisk) -> None:
    source, store = open_log(new_disk().open()), new_disk().open()
    target = open_log(store, seed=2)
    for number in range(1, 5):
        source.append([draft(number)])
    stream = source.stream(COMPANY_SCOPE)
    offer(target, next(segments(source, stream, bytes_max=1)))
    before = dump(store)
    (late,) = segments(source, stream, after=2)
    with pytest.raises(GapError) as raised:
        offer(target, late)
    assert (raised.value.held, raised.value.offered) == (1, 3)
    assert dump(store) == before


def test_what_is_held_is_not_written_again_and_an_overlap_adds_the_rest(new_disk: NewDisk) -> None:
    source, store = open_log(new_disk().open()), new_disk().open()
    target = open_log(store, seed=2)
    source.append(drafts(3))
    (first,) = segments(source, source.stream(COMPANY_SCOPE))
    assert offer(target, first)[1:3] == (1, 3)
    before = dump(store)
    assert offer(target, first).added == 0
    assert dump(store) == before
    source.append(drafts(2, start=4))
    (longer,) = segments(source, source.stream(COMPANY_SCOPE), after=1)
    assert offer(target, longer)[1:3] == (4, 2)
    assert digest(target) == digest(source)
    assert offer(target, first).added == 0


@pytest.mark.parametrize("ours", [2, 4])
def test_a_fork_begins_at_the_first_record_that_differs(new_disk: NewDisk, ours: int) -> None:
    original, clone = open_log(new_disk().open()), open_log(new_disk().open())
    target = open_log(new_disk().open(), seed=3)
    for log in (original, clone):
        log.append(drafts(2))
    original.append(drafts(ours, start=10))
    clone.append([draft(10), *drafts(2, start=20)])
    replicate(original, target)
    (forked,) = segments(clone, clone.stream(COMPANY_SCOPE))
    assert offer(target, forked)[1:3] == (4, 2)
    with target.read() as view:
        assert [stream.start for stream in view.heads()] == [1, 4]


def test_a_changed_byte_anywhere_is_noticed_and_changes_nothing(new_disk: NewDisk) -> None:
    source, store = open_log(new_disk().open()), new_disk().open()
    counts = Counts()
    target = open_log(store, seed=2, projections=[counts])
    source.append([draft(1), draft(2, kind="other.kind"), draft(300, body=b"\xcd\x01\x2c")])
    honest = next(segments(source, source.stream(COMPANY_SCOPE)))
    before = dump(store, counts)
    for changed in every_change(honest):
        with pytest.raises(RemoteError):
            offer(target, changed)
    assert dump(store, counts) == before
    assert offer(target, honest).added == 3


def every_change(segment: SealedSegment) -> list[SealedSegment]:
    """Return the segment with each byte changed, one cut off, one too many, or another seal."""
    changed = [
        segment._replace(seal=Seal(segment.seal.signature, b"x")),
        segment._replace(stream=segment.stream._replace(epoch=2)),
        segment._replace(stream=segment.stream._replace(scope=BRANCH)),
        segment._replace(stream=segment.stream._replace(author=bytes(16))),
        segment._replace(data=b""),
        segment._replace(first=0),
    ]
    for field in ("data", "public_key"):
        honest = getattr(segment, field)
        variants = [honest[:-1], honest + b"\0"]
        for place in range(len(honest)):
            flipped = bytearray(honest)
            flipped[place] ^= 0xFF
            variants.append(bytes(flipped))
        changed += [segment._replace(**{field: variant}) for variant in variants]
    for place in range(len(segment.seal.signature)):
        signature = bytearray(segment.seal.signature)
        signature[place] ^= 1
        changed.append(segment._replace(seal=Seal(bytes(signature))))
    return changed


def test_a_record_rewritten_under_an_old_seal_is_refused(new_disk: NewDisk) -> None:
    source, forger = open_log(new_disk().open()), open_log(new_disk().open())
    target = open_log(new_disk().open(), seed=2)
    source.append(drafts(3))
    forger.append([draft(1), draft(7), draft(3)])
    stream = source.stream(COMPANY_SCOPE)
    (honest,) = segments(source, stream)
    data = encode_segment(stream, [entry_of(record) for record in records(forger, stream)])
    with pytest.raises(SealError):
        offer(target, honest._replace(data=data))


def test_a_full_disk_refuses_a_segment_whole_and_takes_it_later(new_disk: NewDisk) -> None:
    source, store = open_log(new_disk().open()), new_disk(room_bytes=1 << 19).open()
    target = open_log(store, seed=2)
    source.append([draft(number, body=bytes(50_000)) for number in range(1, 20)])
    taken = 0
    for segment in segments(source, source.stream(COMPANY_SCOPE)):
        before = dump(store)
        try:
            taken += offer(target, segment).added
        except StorageFullError:
            break
    assert dump(store) == before
    assert 0 < taken < 19
    target.append([draft(500)])


def test_a_peers_mad_clock_does_not_drag_ours_and_its_facts_are_taken(new_disk: NewDisk) -> None:
    target = open_log(new_disk().open(), seed=9)
    told = {
        1: 4_070_908_800_000,
        2: 0,
        3: NOW_MS + AHEAD_MS_MAX + 1,
        4: NOW_MS + AHEAD_MS_MAX,
    }
    for seed, now_ms in told.items():
        peer = open_log(new_disk().open(), seed=seed, clock_ms=partial(int, now_ms))
        peer.append([draft(seed)])
        replicate(peer, target)
        (mine,) = target.append([draft(100 + seed)])
        with target.read() as view:
            ((_, record),) = view.feed(mine - 1, 1)
        followed = NOW_MS + AHEAD_MS_MAX if seed == 4 else NOW_MS
        assert milliseconds_of(entry_of(record).hlc) == followed


def test_an_unknown_kind_is_kept_and_forwarded_and_not_projected(new_disk: NewDisk) -> None:
    counts, source = Counts(), open_log(new_disk().open())
    middle_store, last_store = new_disk().open(), new_disk().open()
    middle = open_log(middle_store, seed=2, projections=[counts])
    last = open_log(last_store, seed=3, projections=[counts])
    source.append([draft(1), draft(2, kind="drone.landed", body=b"\xc1 whatever"), draft(3)])
    replicate(source, middle)
    replicate(middle, last)
    assert digest(last) == digest(source)
    assert dump(last_store, counts)["view.counts"] == [(b"1", b"1"), (b"3", b"1")]


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_a_version_two_origins_wrote_has_one_owner_on_every_node(
    new_disk: NewDisk, order: tuple[int, ...]
) -> None:
    peers = {seed: open_log(new_disk().open(), seed=seed) for seed in (1, 2, 3)}
    target = open_log(new_disk().open(), seed=9)
    for seed, peer in peers.items():
        peer.append([draft(1), draft(1, version=2)])
        peer.append([draft(50 + seed)])
    for seed in order:
        replicate(peers[seed], target)
    least = min(peer.stream(COMPANY_SCOPE) for peer in peers.values())
    with target.read() as view:
        assert view.last_lsn() == 9
    replicate(target, peers[1])
    for node in (target, peers[1]):  # one that wrote none of them, and one that did
        with node.read() as view:
            owners = [decode_header(record).stream for record in view.aggregate(0, uuid_bytes(1))]
        assert owners == [least, least]


def test_a_version_one_origin_wrote_twice_is_the_first_on_every_node(new_disk: NewDisk) -> None:
    """An honest log refuses this, so the second is written by a log that forgot the first."""
    disk = new_disk()
    liar = open_log(disk.open())
    liar.append([draft(1)])
    with liar.store.write() as transaction:
        transaction.clear(layout.AGGREGATE)
    liar.append([draft(1, kind="second.thoughts")])
    stream = liar.stream(COMPANY_SCOPE)
    for piecewise in (True, False):
        target = open_log(new_disk().open(), seed=2)
        (whole,) = segments(liar, stream)
        if piecewise:
            offer(target, next(segments(liar, stream, bytes_max=1)))
        offer(target, whole)
        with target.read() as view:
            (owner,) = view.aggregate(0, uuid_bytes(1))
        assert entry_of(owner).kind == COUNTED


def test_our_own_stream_is_not_ours_to_be_offered(new_disk: NewDisk) -> None:
    source, clone = open_log(new_disk().open()), open_log(new_disk().open())
    source.append(drafts(1))
    with pytest.raises(MalformedError):
        offer(clone, next(segments(source, source.stream(COMPANY_SCOPE))))
