"""Our events to bytes and back: small, strict, and readable for ever."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgpack
import pytest
from eventsourcing.application import Application
from eventsourcing.cipher import AESCipher
from eventsourcing.domain import Aggregate, Snapshot
from eventsourcing.persistence import JSONTranscoder, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import Environment, TopicError
from hypothesis import given
from hypothesis import strategies as st

from core.log.event_codec import codec_of
from core.log.mapper import MsgpackMapper, project_events

NOON = datetime(2026, 3, 1, 12, 0, 0, 125_000, tzinfo=UTC)
NOON_MS = 1_772_366_400_125
CRATE = UUID(int=7)


class Slot(NamedTuple):
    shelf: str
    place: int


class Crate(Aggregate):
    """An aggregate of the tests: a crate that is labelled, packed and weighed."""

    TOPIC = "test.crate"

    class Event(Aggregate.Event):
        pass

    class Created(Event, Aggregate.Created):
        TOPIC = "test.crate.labelled"
        label: str

    class Packed(Event):
        TOPIC = "test.crate.packed"
        goods: Any
        note: str

        def apply(self, aggregate: Any) -> None:
            aggregate.goods += (self.goods,)

    class Weighed(Event):
        """Version 1 said kilograms; 2 says grams; 3 also says on which scale."""

        TOPIC = "test.crate.weighed"
        class_version: ClassVar[int] = 3
        grams: int
        scale: str

        @staticmethod
        def upcast_v1_v2(fields: list[Any]) -> list[Any]:
            return [fields[0] * 1000]

        @staticmethod
        def upcast_v2_v3(fields: list[Any]) -> list[Any]:
            return [*fields, "unknown"]

    def __init__(self, label: str) -> None:
        self.label = label
        self.goods: tuple[Any, ...] = ()


def make(event_class: Any, version: int, **fields: Any) -> Any:
    """Return an event of a crate; the library makes the classes' signatures while it runs."""
    common: dict[str, Any] = {"originator_id": CRATE, "timestamp": NOON}
    return event_class(**{**common, "originator_version": version, **fields})


def created() -> Any:
    return make(Crate.Created, 1, originator_topic="test.crate", label="pears")


def packed(goods: Any, **fields: Any) -> Any:
    return make(Crate.Packed, 2, goods=goods, note="", **fields)


def weighed(body: bytes) -> StoredEvent:
    return StoredEvent(CRATE, 3, "test.crate.weighed", body)


MAPPER = MsgpackMapper(JSONTranscoder())

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text() | st.binary(),
    lambda parts: st.lists(parts, max_size=4).map(tuple),
    max_leaves=20,
)
TIMES = st.integers(-(2**45), 2**47).map(
    lambda ms: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)


@given(goods=PLAIN, timestamp=TIMES)
def test_an_event_comes_back_equal(goods: object, timestamp: datetime) -> None:
    event = packed(goods, timestamp=timestamp)
    again = MAPPER.to_domain_event(MAPPER.to_stored_event(event))
    assert again == event
    assert type(again) is Crate.Packed
    assert again.timestamp.tzinfo is UTC


def test_a_body_is_version_time_and_fields_under_a_short_topic() -> None:
    stored = MAPPER.to_stored_event(packed((1, "kg")))
    assert (stored.originator_id, stored.originator_version) == (CRATE, 2)
    assert stored.topic == "test.crate.packed"
    assert msgpack.unpackb(stored.state) == [1, NOON_MS, [1, "kg"], ""]
    assert stored.state.hex() == "9401cf0000019ca9450a7d9201a26b67a0"


def test_the_aggregates_topic_is_left_out_and_comes_back() -> None:
    stored = MAPPER.to_stored_event(created())
    assert msgpack.unpackb(stored.state) == [1, NOON_MS, "pears"]
    assert MAPPER.to_domain_event(stored) == created()
    with pytest.raises(AssertionError, match="belongs to the aggregate"):
        MAPPER.to_stored_event(replace(created(), originator_topic="test.barrel"))


def test_tuples_stay_tuples_and_named_tuples_come_back_equal() -> None:
    event = packed((Slot("A", 1), ((), (None,))))
    again: Any = MAPPER.to_domain_event(MAPPER.to_stored_event(event))
    assert again == event
    assert again.goods[1] == ((), (None,))


@pytest.mark.parametrize(
    "goods",
    [1.5, [1], {"a": 1}, {1}, CRATE, NOON, (1, (2.0,)), (Slot("A", 1), 0.5), bytearray(b"x")],
)
def test_what_would_come_back_as_something_else_is_refused(goods: object) -> None:
    with pytest.raises(AssertionError, match="plain values"):
        MAPPER.to_stored_event(packed(goods))


@pytest.mark.parametrize(
    "timestamp",
    [
        NOON.replace(tzinfo=None),
        NOON.astimezone(timezone(timedelta(hours=2))),
        NOON.replace(microsecond=125_001),
    ],
)
def test_a_time_is_whole_milliseconds_of_utc(timestamp: datetime) -> None:
    with pytest.raises(AssertionError, match="an event's time"):
        MAPPER.to_stored_event(packed((), timestamp=timestamp))


@pytest.mark.parametrize(
    ("fields", "grams", "scale"),
    [
        ([1, NOON_MS, 3], 3000, "unknown"),
        ([2, NOON_MS, 3], 3, "unknown"),
        ([3, NOON_MS, 3, "S1"], 3, "S1"),
    ],
)
def test_older_schema_versions_are_lifted_on_read(
    fields: list[Any], grams: int, scale: str
) -> None:
    event: Any = MAPPER.to_domain_event(weighed(msgpack.packb(fields)))
    assert (event.grams, event.scale, event.timestamp) == (grams, scale, NOON)


def test_the_newest_schema_version_is_the_one_written() -> None:
    event = make(Crate.Weighed, 3, grams=5, scale="S1")
    assert msgpack.unpackb(MAPPER.to_stored_event(event).state) == [3, NOON_MS, 5, "S1"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        msgpack.packb(None),
        msgpack.packb([]),
        msgpack.packb([3, NOON_MS]),
        msgpack.packb([0, NOON_MS, 1, ""]),
        msgpack.packb([4, NOON_MS, 1, ""]),
        msgpack.packb([True, NOON_MS, 1]),
        msgpack.packb([3, NOON_MS, 1, "", 2]),
        msgpack.packb([1, NOON_MS]),
        msgpack.packb([3, "noon", 1, ""]),
        msgpack.packb([3, 2**63, 1, ""]),
        msgpack.packb([3, NOON_MS, 1.5, ""]),
        msgpack.packb([3, NOON_MS, {"a": 1}, ""]),
        msgpack.packb([3, NOON_MS, msgpack.Timestamp(1), ""]),
        msgpack.packb({"version": 3}),
        msgpack.packb([3, NOON_MS, 1, ""]) + b"\0",
    ],
)
def test_a_body_that_is_not_this_event_is_refused(body: bytes) -> None:
    with pytest.raises(MapperDeserialisationError):
        MAPPER.to_domain_event(weighed(body))


@pytest.mark.parametrize("topic", ["test.crate.eaten", "antigravity", "zipapp:main", "json"])
def test_a_topic_nobody_declared_imports_nothing(topic: str) -> None:
    with pytest.raises(TopicError):
        MAPPER.to_domain_event(StoredEvent(CRATE, 1, topic, b""))


def test_compressor_and_cipher_are_used_in_the_librarys_order() -> None:
    environment = Environment("", {"CIPHER_KEY": AESCipher.create_key(16)})
    cipher = AESCipher(environment)
    compressor: Any = zlib  # the library takes a module for a compressor
    mapper = MsgpackMapper(JSONTranscoder(), compressor=compressor, cipher=cipher)
    stored = mapper.to_stored_event(packed(("pears",) * 50))
    assert zlib.decompress(cipher.decrypt(stored.state)) == codec_of(Crate.Packed).encode(
        packed(("pears",) * 50)
    )
    assert mapper.to_domain_event(stored) == packed(("pears",) * 50)
    for state in (stored.state[:-1], cipher.encrypt(b"not compressed")):
        with pytest.raises(MapperDeserialisationError):
            mapper.to_domain_event(replace(stored, state=state))


def test_snapshots_go_the_stock_way() -> None:
    snapshot = Snapshot(
        originator_id=CRATE,
        originator_version=4,
        timestamp=NOON,
        topic="test.crate",
        state={"label": "pears"},
    )
    transcoder = Application[UUID]().construct_transcoder()
    mapper = MsgpackMapper(transcoder)
    assert mapper.to_domain_event(mapper.to_stored_event(snapshot)) == snapshot


def test_projecting_gives_what_the_library_gives() -> None:
    later = packed((2,), originator_version=3)
    crate = project_events(None, [created(), packed((1,)), later])
    assert (crate.id, crate.version, crate.label) == (CRATE, 3, "pears")
    assert crate.goods == ((1,), (2,))
    assert project_events(None, []) is None
