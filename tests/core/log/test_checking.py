"""What is checked before the log is locked is used only where it still holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from core.ed25519 import verify_ed25519
from core.errors import SealError
from core.identity import COMPANY_SCOPE
from core.log.checking import check_ahead
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore, MemoryTransaction
from core.log.offer import Offer, check_offer
from tests.contracts.logs import draft, drafts, open_log, records, segments

CHECK = partial(check_offer, verify_ed25519)


def source_of(count: int) -> tuple[EventLog, list[Offer]]:
    source = open_log(MemoryStore())
    for number in range(1, count + 1):
        source.append([draft(number)])
    return source, offers_of(source)


def offers_of(log: EventLog) -> list[Offer]:
    stream = log.stream(COMPANY_SCOPE)
    assert log.signer is not None
    key = log.signer.public_key
    sealed = segments(log, stream, bytes_max=1)
    return [Offer(stream, one.first, one.data, one.seal, key) for one in sealed]


def test_offers_that_follow_one_another_are_all_checked_ahead() -> None:
    source, offers = source_of(3)
    target = open_log(MemoryStore(), seed=2)
    with target.read() as view:
        checked = check_ahead(view, offers, CHECK)
    entries = [entry for one in checked if one is not None for entry in one.entries]
    assert [entry.record for entry in entries] == records(source, source.stream(COMPANY_SCOPE))


def test_what_belongs_nowhere_is_left_to_the_write() -> None:
    _, offers = source_of(3)
    false = offers[0]._replace(seal=offers[1].seal)
    target = open_log(MemoryStore(), seed=2)
    with target.read() as view:
        assert check_ahead(view, [offers[2], false], CHECK) == [None, None]
    with pytest.raises(SealError):
        target.ingest_all([false])


def test_each_seal_is_verified_once() -> None:
    _, offers = source_of(3)
    asked: list[bytes] = []

    def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
        asked.append(signature)
        return verify_ed25519(public_key, message, signature)

    target = EventLog(MemoryStore(), clock_ms=lambda: 1, verifier=verify)
    target.ingest_all(offers)
    assert asked == [offer.seal.signature for offer in offers]


class Interrupted(MemoryStore):
    """A store in which another process writes just before our write begins."""

    between: Callable[[], object] = staticmethod(lambda: None)

    @contextmanager
    def write(self) -> Iterator[MemoryTransaction]:
        between, self.between = self.between, lambda: None
        between()
        with super().write() as transaction:
            yield transaction


def test_what_another_process_brought_in_between_is_not_written_twice() -> None:
    source, offers = source_of(3)
    store = Interrupted()
    target = open_log(store, seed=2)
    store.between = lambda: target.ingest_all(offers[:2])
    first, second, third = target.ingest_all(offers)
    assert (first.added, second.added, third.added) == (0, 0, 1)
    assert records(target, source.stream(COMPANY_SCOPE)) == records(
        source, source.stream(COMPANY_SCOPE)
    )


def test_another_history_that_came_in_between_is_met_as_one() -> None:
    source, offers = source_of(2)
    other = open_log(MemoryStore())
    other.append(drafts(1, start=50))
    stream, store = other.stream(COMPANY_SCOPE), Interrupted()
    target = open_log(store, seed=2)
    store.between = lambda: target.ingest_all(offers_of(other))
    target.ingest_all(offers)
    with target.read() as view:
        family = view.family(stream)
        held = {tuple(view.records(one, one.start - 1)) for one in family}
    assert held == {
        tuple(records(source, stream)),
        tuple(records(other, stream)),
    }
