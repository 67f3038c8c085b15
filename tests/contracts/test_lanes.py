"""A stream that forked: every history is kept once, and named alike whatever came first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ed25519 import verify_ed25519
from core.errors import ForkError, RemoteError
from core.identity import COMPANY_SCOPE, StreamId
from core.log import branching
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.log_view import SealedSegment
from core.log.memory_store import MemoryStore
from core.log.offer import Offer
from core.log.record import chain_of
from core.log.verify import walk_stream
from tests.contracts.logs import (
    COUNTED,
    Counts,
    NewDisk,
    digest,
    draft,
    drafts,
    offer,
    open_log,
    records,
    replicate,
    segments,
)

Life = list[int]
"""What one copy of a till did, a number a commit; equal beginnings are one history."""


def live(life: Life) -> EventLog:
    log = open_log(MemoryStore())
    for version, number in enumerate(life, 1):
        ours = Draft(COUNTED, COMPANY_SCOPE, UUID(int=number), version, msgpack.packb(number))
        log.append([ours])
    return log


def pieces(log: EventLog, cuts: Sequence[int]) -> Iterator[SealedSegment]:
    """Yield a whole stream in segments; each cut says how large the next may be."""
    after, turn = 0, 0
    while True:
        with log.read() as view:
            bytes_max = cuts[turn % len(cuts)] * 200
            segment = view.segment(log.stream(COMPANY_SCOPE), after, bytes_max=bytes_max)
        if segment is None:
            return
        yield segment
        after, turn = segment.last, turn + 1


def take_all(node: EventLog, waiting: list[SealedSegment]) -> None:
    """Offer again and again what does not fit yet, until everything has been taken."""
    while waiting:
        left = []
        for segment in waiting:
            try:
                offer(node, segment)
            except RemoteError:
                left.append(segment)
        assert len(left) < len(waiting), "nothing fits any more"
        waiting = left


def shown(node: EventLog) -> tuple[bytes, bytes, list[list[bytes]]]:
    """Return what must be alike: the heads, the projection, and every aggregate."""
    with node.read() as view:
        aggregates = [
            [chain_of(record) for record in view.aggregate(0, UUID(int=number).bytes)]
            for number in range(4)
        ]
        return view.digest(), view.table("counts").digest(), aggregates


def check(node: EventLog, lives: list[Life]) -> None:
    """See that a node holds every record of every life once, whole, and indexed."""
    histories = {tuple(life[:end]) for life in lives for end in range(1, len(life) + 1)}
    with node.read() as view:
        view.check_heads()
        held = [chain_of(record) for _, record in view.feed(0, view.last_lsn())]
        walked = [walk_stream(view, stream, verify_ed25519) for stream in view.heads()]
    assert len(held) == len(set(held)) == len(histories)
    assert [one.fault for one in walked] == [""] * len(walked)
    assert sum(one.records for one in walked) == len(held)
    before = shown(node)
    node.rebuild()
    assert shown(node) == before


lives = st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=6), min_size=1, max_size=5)
cuts = st.lists(st.integers(0, 4), min_size=1, max_size=4)


@settings(max_examples=150)
@given(st.data(), lives)
def test_any_histories_in_any_order_and_any_pieces_end_alike(
    data: st.DataObject, lives: list[Life]
) -> None:
    logs = [live(life) for life in lives]
    nodes = []
    for seed in (2, 3, 4):
        node = open_log(MemoryStore(), seed=seed, projections=[Counts()])
        found = [piece for log in logs for piece in pieces(log, data.draw(cuts))]
        take_all(node, data.draw(st.permutations(found)))
        check(node, lives)
        nodes.append(node)
    assert shown(nodes[0]) == shown(nodes[1]) == shown(nodes[2])


@settings(max_examples=100)
@given(st.data(), lives)
def test_nodes_that_hold_other_histories_agree_when_they_have_told_one_another(
    data: st.DataObject, lives: list[Life]
) -> None:
    nodes = [open_log(MemoryStore(), seed=seed, projections=[Counts()]) for seed in (2, 3)]
    for node in nodes:
        known = data.draw(st.lists(st.sampled_from(lives)))
        take_all(node, [piece for life in known for piece in pieces(live(life), [2])])
    for _ in range(3):
        for source, target in (nodes, reversed(nodes)):
            with source.read() as view:
                streams = list(view.heads())
            found = [piece for one in streams for piece in segments(source, one, bytes_max=400)]
            take_all(target, found)
    assert shown(nodes[0]) == shown(nodes[1])
    for node in nodes:
        with node.read() as view:
            view.check_heads()


def fork(new_disk: NewDisk) -> tuple[EventLog, EventLog, StreamId]:
    """Two lives of one till, alike up to 2; the first has the lesser record 3."""
    one, other = open_log(new_disk().open()), open_log(new_disk().open())
    for log, numbers in ((one, (11, 12, 13)), (other, (21, 22))):
        log.append(drafts(2))
        for number in numbers:
            log.append([draft(number)])
    stream = one.stream(COMPANY_SCOPE)
    with one.read() as view, other.read() as second:
        lesser = view.chain_at(stream, 3) < second.chain_at(stream, 3)
    return (one, other, stream) if lesser else (other, one, stream)


@pytest.mark.parametrize("lesser_first", [True, False])
def test_of_a_fork_both_histories_are_held_and_counted(
    new_disk: NewDisk, *, lesser_first: bool
) -> None:
    lesser, greater, stream = fork(new_disk)
    target = open_log(new_disk().open(), seed=2, projections=[Counts()], topic_index=True)
    first, second = (lesser, greater) if lesser_first else (greater, lesser)
    replicate(first, target)
    before = records(target, stream)
    (rest,) = segments(second, stream, after=2)
    taken = offer(target, rest)
    with target.read() as view:
        lane = stream.lane(3, greater_chain := chain_of(records(greater, stream)[2]))
        assert lane.scope == f"company#3.{greater_chain[:8].hex()}"
        assert view.records(stream, 0) == records(lesser, stream)
        assert view.records(lane, 2) == records(greater, stream)[2:]
        assert [record for _, record in view.feed(0, 9)] == before + records(second, stream)[2:]
        assert [key for key, _ in view.table("counts").scan()] == sorted(
            b"%d" % number for number in (1, 2, 11, 12, 13, 21, 22)
        )
        assert view.parent(lane) == stream
    assert (taken.first, taken.added) == (3, len(records(second, stream)) - 2)
    assert taken.moved == (() if lesser_first else ((lane, taken_head(target, lane)),))


def taken_head(log: EventLog, stream: StreamId) -> tuple[int, int, bytes]:
    with log.read() as view:
        return view.head(stream)


def test_a_lane_goes_on_like_any_stream(new_disk: NewDisk) -> None:
    lesser, greater, stream = fork(new_disk)
    target, third = (open_log(new_disk().open(), seed=seed) for seed in (2, 3))
    for source in (lesser, greater):
        (whole,) = segments(source, stream)
        offer(target, whole)
    greater.append([draft(50)])
    held = len(records(greater, stream))
    (more,) = segments(greater, stream, after=held - 1)
    lane = stream.lane(3, chain_of(records(greater, stream)[2]))
    assert offer(target, more)[:3] == (lane, held, 1), "offered as what its writer calls it"
    greater.append([draft(51)])
    (more,) = segments(greater, stream, after=held)
    assert offer(target, more._replace(stream=lane)).added == 1
    replicate(target, third)
    assert digest(third) == digest(target)


def test_a_lane_offered_before_what_it_branches_off_is_a_gap(new_disk: NewDisk) -> None:
    lesser, greater, stream = fork(new_disk)
    full, empty = (open_log(new_disk().open(), seed=seed) for seed in (2, 3))
    for source in (lesser, greater):
        (whole,) = segments(source, stream)
        offer(full, whole)
    lane = stream.lane(3, chain_of(records(greater, stream)[2]))
    (early,) = segments(full, lane)
    with pytest.raises(RemoteError):
        offer(empty, early)
    assert digest(empty) == digest(open_log(new_disk().open(), seed=4))


def test_the_first_of_two_records_of_one_version_is_the_same_everywhere(
    new_disk: NewDisk,
) -> None:
    lives = [open_log(new_disk().open()) for _ in range(3)]
    for number, log in enumerate(lives):
        log.append([draft(1)])
        log.append([draft(2, body=msgpack.packb(number))])
        log.append([draft(3, body=msgpack.packb(number))])
    found = set()
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        node = open_log(new_disk().open(), seed=5)
        for one in order:
            (whole,) = segments(lives[one], lives[one].stream(COMPANY_SCOPE))
            offer(node, whole)
        with node.read() as view:
            found.add(tuple(next(view.aggregate(0, UUID(int=n).bytes)) for n in (2, 3)))
            main = view.records(lives[0].stream(COMPANY_SCOPE), 1)
    assert found == {tuple(main)}


def test_an_author_who_forges_makes_so_many_histories_and_no_more(
    new_disk: NewDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In whatever of its streams and epochs they are."""
    monkeypatch.setattr(branching, "LANES_MAX", 2)
    target = open_log(new_disk().open(), seed=2)
    for number, epoch in ((1, 1), (2, 1), (3, 1), (1, 2)):
        log = open_log(new_disk().open(), epoch=epoch)
        log.append([draft(number)])
        replicate_as_main(log, target)
    log = open_log(new_disk().open(), epoch=2)
    log.append([draft(9)])
    before = digest(target)
    with pytest.raises(ForkError):
        replicate_as_main(log, target)
    assert digest(target) == before


def replicate_as_main(log: EventLog, target: EventLog) -> None:
    (whole,) = segments(log, log.stream(COMPANY_SCOPE))
    offer(target, whole)


def test_looking_where_an_offer_belongs_writes_nothing(new_disk: NewDisk) -> None:
    lesser, greater, stream = fork(new_disk)
    before = digest(lesser)
    (whole,) = segments(greater, stream)
    found = lesser.place(Offer(stream, 1, whole.data, whole.seal, whole.public_key))
    assert found is not None
    assert (found.forks_at, found.stream.is_lane) == (3, True)
    assert digest(lesser) == before
