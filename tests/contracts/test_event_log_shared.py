"""Two logs on one store, as two processes of one node have: neither trusts its memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core import hlc
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import MalformedError
from core.identity import COMPANY_SCOPE
from core.log.event_log import EventLog
from core.log.store import Store
from tests.contracts.logs import (
    BRANCH,
    COUNTED,
    NOW_MS,
    Counts,
    Disk,
    draft,
    drafts,
    dump,
    open_log,
    read_number,
    segments,
)

SECOND = 1_000


@pytest.fixture(params=["memory", "lmdb"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(None if request.param == "memory" else tmp_path / "shared")
    yield disk
    disk.close()


def log_on(store: Store, *, clock_ms: int = NOW_MS, seed: int = 1) -> EventLog:
    """Open a log that goes on in whatever epoch the store says."""
    return EventLog(
        store,
        clock_ms=lambda: clock_ms,
        signer=Ed25519Signer(bytes([seed]) * 32),
        verifier=verify_ed25519,
        projections=[Counts()],
        readers={COUNTED: read_number},
    )


def peer_with(count: int, *, clock_ms: int = NOW_MS) -> EventLog:
    """A peer's log with so many events, written by its own clock."""
    peer = open_log(Disk().open(), seed=2, clock_ms=lambda: clock_ms)
    peer.append(drafts(count, start=100))
    return peer


def take_all(log: EventLog, peer: EventLog) -> None:
    for found in segments(peer, peer.stream(COMPANY_SCOPE)):
        log.ingest(found.stream, found.first, found.data, found.seal, found.public_key)


def last_own_hlc(log: EventLog) -> int:
    with log.read() as view:
        return view.head(log.stream(BRANCH)).hlc


def test_the_clock_the_one_followed_reaches_what_the_other_writes(disk: Disk) -> None:
    store = disk.open()
    till, replicator = log_on(store), log_on(store)
    till.append([draft(1, scope=BRANCH)])
    peer = peer_with(3, clock_ms=NOW_MS + 30 * SECOND)
    take_all(replicator, peer)
    till.append([draft(2, scope=BRANCH)])
    assert hlc.milliseconds_of(last_own_hlc(till)) >= NOW_MS + 30 * SECOND
    # Nor does a stream in which nothing was written yet go back, for whoever opens it anew.
    again = log_on(store)
    again.append([draft(3)])
    with again.read() as view:
        stamped = view.head(again.stream(COMPANY_SCOPE)).hlc
    assert stamped > last_own_hlc(till)


def test_a_mad_clock_reaches_neither(disk: Disk) -> None:
    store = disk.open()
    till, replicator = log_on(store), log_on(store)
    take_all(replicator, peer_with(3, clock_ms=NOW_MS + 3600 * SECOND))
    till.append([draft(1, scope=BRANCH)])
    assert hlc.milliseconds_of(last_own_hlc(till)) == NOW_MS


def test_a_clock_that_was_mad_when_it_was_kept_is_not_followed_later(disk: Disk) -> None:
    """The replicator's machine said tomorrow for a while; the till's clock is right again."""
    store = disk.open()
    take_all(
        log_on(store, clock_ms=NOW_MS + 86_400 * SECOND),
        peer_with(1, clock_ms=NOW_MS + 86_400 * SECOND + SECOND),
    )
    till = log_on(store)
    till.append([draft(1, scope=BRANCH)])
    assert hlc.milliseconds_of(last_own_hlc(till)) == NOW_MS


def test_an_epoch_the_one_began_is_the_others_too(disk: Disk) -> None:
    store = disk.open()
    till, replicator = log_on(store), log_on(store)
    assert not replicator.refresh()
    till.open_epoch(7, "why")
    assert replicator.epoch == 1
    assert replicator.refresh()
    assert (replicator.epoch, replicator.epoch_reason) == (7, "why")
    assert not replicator.refresh()


def test_an_append_goes_into_the_epoch_that_another_process_began(disk: Disk) -> None:
    store = disk.open()
    first, second = log_on(store), log_on(store)
    first.append([draft(1, scope=BRANCH)])
    second.open_epoch(7, "why")
    first.append([draft(2, scope=BRANCH)])
    with first.read() as view:
        assert {stream.epoch: head.sequence for stream, head in view.heads().items()} == {
            1: 1,
            7: 1,
        }


def test_nobody_brings_us_an_epoch_of_ours_that_another_process_has_just_begun(disk: Disk) -> None:
    """Whoever takes events in has not looked since; the transaction knows better."""
    store = disk.open()
    till, replicator = log_on(store), log_on(store)
    till.open_epoch(7, "why")
    twin = open_log(Disk().open(), seed=1, epoch=7)
    twin.append(drafts(1))
    before = dump(store, Counts())
    with pytest.raises(MalformedError, match="our own stream"):
        take_all(replicator, twin)
    assert dump(store, Counts()) == before
    # The epoch that is closed comes back from whoever holds it.
    old = open_log(Disk().open(), seed=1, epoch=1)
    old.append(drafts(2))
    take_all(replicator, old)


def test_two_that_write_in_turn_leave_what_one_would_have_left(disk: Disk) -> None:
    store = disk.open()
    till, replicator = log_on(store), log_on(store)
    peer = peer_with(40)
    for number, found in enumerate(segments(peer, peer.stream(COMPANY_SCOPE), bytes_max=200), 1):
        till.append([draft(number, scope=BRANCH), draft(1000 + number)])
        replicator.ingest(found.stream, found.first, found.data, found.seal, found.public_key)
    with till.read() as view:
        view.check_heads()
        assert [lsn for lsn, _ in view.feed(0, 10_000)] == list(range(1, view.last_lsn() + 1))
    folded = dump(store, Counts())["view.counts"]
    till.rebuild()
    assert dump(store, Counts())["view.counts"] == folded
