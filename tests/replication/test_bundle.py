"""A bundle is read whole or refused with the place named."""

from __future__ import annotations

import io
from hashlib import sha256

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MalformedError
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.log.offer import Offer
from replication.bundle import MAGIC, Bundle, bundle_batches, read_bundle, write_bundle
from replication.limits import MESSAGE_BYTES_MAX
from replication.messages import Presync
from replication.wire import encode
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


def read(data: bytes) -> Bundle:
    return read_bundle(io.BytesIO(data))


def take_in(data: bytes, log: EventLog) -> int:
    read(data)
    offers = [Offer(*batch) for batch in bundle_batches(io.BytesIO(data))]
    return sum(result.added for result in log.ingest_all(offers))


def test_what_is_written_is_read_back_and_taken_in_once(data: bytes) -> None:
    assert read(data) == ("acme", "A", 30, len(data))
    reader = log_of(0, name=2)
    assert take_in(data, reader) == 30
    assert take_in(data, reader) == 0


def test_a_later_bundle_holds_only_what_is_beyond(data: bytes) -> None:
    source = log_of(50)
    later = bundle_of(source, after=30)
    assert read(later).events == 20
    assert len(later) < len(bundle_of(source))


def test_any_node_may_carry_anothers_events() -> None:
    carrier = log_of(3, name=2)
    take_in(bundle_of(log_of(7)), carrier)
    reader = log_of(0, name=3)
    assert take_in(bundle_of(carrier), reader) == 10
    with carrier.read() as held, reader.read() as read:
        assert held.digest() == read.digest()


def test_every_cut_is_refused_with_its_place(data: bytes) -> None:
    for length in range(len(data)):
        with pytest.raises(MalformedError, match=r"byte|no Tillmesh bundle"):
            read(data[:length])


def test_every_changed_byte_is_refused(data: bytes) -> None:
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 0x41
        with pytest.raises(MalformedError):
            read(bytes(changed))


def test_what_follows_the_end_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError, match="does not end"):
        read(data + b"\0")


@given(st.binary(max_size=200))
def test_random_bytes_are_malformed_and_nothing_else(noise: bytes) -> None:
    for data in (noise, MAGIC + noise):
        with pytest.raises(MalformedError):
            read(data)


class Stingy(io.BytesIO):
    """A file that is never read by more than a message at once."""

    def read(self, length: int | None = -1, /) -> bytes:
        assert length is not None
        assert 0 <= length <= MESSAGE_BYTES_MAX
        return super().read(length)


def test_a_bundle_is_read_a_frame_at_a_time(data: bytes) -> None:
    assert read_bundle(Stingy(data)).events == 30
    assert sum(batch.first for batch in bundle_batches(Stingy(data))) >= 1


def whole(*frames: bytes) -> bytes:
    """A bundle of any frames, whose digest is right."""
    framed = MAGIC + b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames)
    end = framed + bytes(12)
    return end + sha256(end).digest()


HEADER = msgpack.packb(["acme", "A"])


@pytest.mark.parametrize(
    "frames",
    [
        (),
        (b"\xc1",),
        (msgpack.packb(["acme"]),),
        (msgpack.packb(["acme", 5]),),
        (msgpack.packb(["a\x1b[2J", "A"]),),
        (msgpack.packb(["a" * 65, "A"]),),
        (msgpack.packb({"acme": 1, "A": 2}),),
        (HEADER, b"\xc1"),
        (HEADER, encode(Presync(1, 1))),
    ],
)
def test_a_whole_bundle_of_anything_else_is_malformed(frames: tuple[bytes, ...]) -> None:
    data = whole(*frames)
    with pytest.raises(MalformedError):
        take_in(data, log_of(0))
    assert read(whole(HEADER)).company == "acme"
