"""A bundle is read whole or refused with the place named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MalformedError
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.log.offer import Offer
from replication.bundle import MAGIC, Bundle, read_bundle, write_bundle
from tests.contracts.logs import open_log


def log_of(events: int, name: int = 1) -> EventLog:
    log = open_log(MemoryStore(), seed=name)
    for number in range(events):
        log.append([Draft("counted", "branch:b", log.mint_id(), 1, b"%d" % number * 40)])
    return log


def bundle_of(log: EventLog, **since: int) -> bytes:
    with log.read() as view:
        known = dict.fromkeys(view.heads(), since["after"]) if since else {}
        return b"".join(write_bundle(view, "acme", "A", known))


@pytest.fixture(scope="module")
def data() -> bytes:
    return bundle_of(log_of(30))


def take_in(bundle: Bundle, log: EventLog) -> int:
    return sum(result.added for result in log.ingest_all([Offer(*b) for b in bundle.batches]))


def test_what_is_written_is_read_back_and_taken_in_once(data: bytes) -> None:
    bundle = read_bundle(data)
    assert (bundle.company, bundle.name, bundle.events) == ("acme", "A", 30)
    reader = log_of(0, name=2)
    assert take_in(bundle, reader) == 30
    assert take_in(bundle, reader) == 0


def test_a_later_bundle_holds_only_what_is_beyond(data: bytes) -> None:
    source = log_of(50)
    later = bundle_of(source, after=30)
    assert read_bundle(later).events == 20
    assert len(later) < len(bundle_of(source))


def test_any_node_may_carry_anothers_events() -> None:
    carrier = log_of(3, name=2)
    take_in(read_bundle(bundle_of(log_of(7))), carrier)
    reader = log_of(0, name=3)
    assert take_in(read_bundle(bundle_of(carrier)), reader) == 10
    with carrier.read() as held, reader.read() as read:
        assert held.digest() == read.digest()


def test_every_cut_is_refused_with_its_place(data: bytes) -> None:
    for length in range(len(data)):
        with pytest.raises(MalformedError, match=r"byte|no Tillmesh bundle"):
            read_bundle(data[:length])


def test_every_changed_byte_is_refused(data: bytes) -> None:
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 0x41
        with pytest.raises(MalformedError):
            read_bundle(bytes(changed))


def test_what_follows_the_end_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError, match="does not end"):
        read_bundle(data + b"\0")


@given(st.binary(max_size=200))
def test_random_bytes_are_malformed_and_nothing_else(noise: bytes) -> None:
    for data in (noise, MAGIC + noise):
        with pytest.raises(MalformedError):
            read_bundle(data)
