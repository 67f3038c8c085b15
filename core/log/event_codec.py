"""The body of one event class: a msgpack array of its fields, and its older versions.

::

    [schema version, time in milliseconds since 1970, *fields in declared order]

An event class is a frozen dataclass of the ``eventsourcing`` library with a short ``TOPIC``.
What stands in the record's header is left out: the originator's id and version. So is the
topic of the aggregate that a first event names: the class stands inside its aggregate.
A field is None, bool, int, str, bytes or a tuple of these, named tuples too; floats are for
nobody, and a list or a map would come back as something else.

A class that changes says ``class_version = 2`` and how to lift what was written before, in
a static method ``upcast_v1_v2(fields: list) -> list``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import msgpack
from eventsourcing.domain import CanInitAggregate
from eventsourcing.utils import get_topic, resolve_topic

from core.errors import MalformedError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_HEADER_FIELDS = frozenset({"originator_id", "originator_version", "timestamp", "originator_topic"})
_ATOMS = frozenset({type(None), bool, int, str, bytes})

Upcast = Callable[[list[Any]], list[Any]]
"""Lifts the fields of one schema version to the next."""


def is_plain(value: object) -> bool:
    """Return whether a body can hold a value and give it back equal."""
    if type(value) in _ATOMS:
        return True
    if not isinstance(value, tuple):
        return False
    # A loop and no generator: a sale asks this forty times.
    for part in value:  # noqa: SIM110
        if type(part) not in _ATOMS and not is_plain(part):
            return False
    return True


class EventCodec:
    """Writes and reads the bodies of one event class; get one with :func:`codec_of`."""

    def __init__(self, event_class: type[Any]) -> None:
        """Learn the fields, version and upcasts of ``event_class``."""
        assert getattr(event_class, "TOPIC", None), f"{event_class.__qualname__} needs a TOPIC"
        self.event_class = event_class
        self.topic = get_topic(event_class)
        self.version: int = getattr(event_class, "class_version", 1)
        self.names = tuple(
            field.name for field in fields(event_class) if field.name not in _HEADER_FIELDS
        )
        self._upcasts: dict[int, Upcast] = {
            version: getattr(event_class, f"upcast_v{version}_v{version + 1}")
            for version in range(1, self.version)
        }
        self._aggregate_topic = (
            _enclosing_topic(event_class) if issubclass(event_class, CanInitAggregate) else None
        )

    def encode(self, event: object) -> bytes:
        """Return the body of an event of this class.

        What a body cannot hold is a bug in whoever made the event, hence an assertion: a time
        that is not whole milliseconds of UTC, a value that is not plain.
        """
        values: dict[str, Any] = vars(event)
        timestamp: datetime = values["timestamp"]
        assert timestamp.tzinfo is UTC, "an event's time is UTC"
        at_ms, rest = divmod(timestamp - _EPOCH, _MILLISECOND)
        assert not rest, "an event's time is whole milliseconds"
        assert values.get("originator_topic") == self._aggregate_topic, (
            f"{self.topic} belongs to the aggregate {self._aggregate_topic}"
        )
        body = [self.version, at_ms, *[values[name] for name in self.names]]
        assert all(map(is_plain, body)), f"{self.topic} holds something else than plain values"
        return msgpack.packb(body)

    def decode(self, body: bytes) -> dict[str, Any]:
        """Return the attributes of the event but its originator's id and version.

        Raises :class:`MalformedError` when the body is not one of this class, or newer.
        """
        try:
            read = msgpack.unpackb(body, use_list=False, max_map_len=0, max_ext_len=0)
            version, at_ms, *values = read
            if type(version) is not int or not 1 <= version <= self.version:
                raise MalformedError(
                    f"Schema version {version} of {self.topic} is not known to this program."
                )
            for older in range(version, self.version):
                values = self._upcasts[older](values)
            if len(values) != len(self.names) or type(at_ms) is not int:
                raise MalformedError(f"A body of {self.topic} does not have its fields.")
            if not all(map(is_plain, values)):
                raise MalformedError(f"A body of {self.topic} holds a float.")
            attributes = dict(zip(self.names, values, strict=True))
            attributes["timestamp"] = _EPOCH + at_ms * _MILLISECOND
        except (
            ValueError,
            TypeError,
            OverflowError,
            LookupError,
            msgpack.UnpackException,
        ) as error:
            raise MalformedError(f"A body of {self.topic} cannot be read: {error}.") from None
        if self._aggregate_topic is not None:
            attributes["originator_topic"] = self._aggregate_topic
        return attributes


def _enclosing_topic(event_class: type[Any]) -> str:
    """Return the topic of the aggregate class that an event class stands in."""
    outer = event_class.__qualname__.rpartition(".")[0]
    assert outer, f"{event_class.__qualname__} must stand inside its aggregate class"
    return get_topic(resolve_topic(f"{event_class.__module__}:{outer}"))


_codecs: dict[type[Any], EventCodec] = {}


def codec_of(event_class: type[Any]) -> EventCodec:
    """Return the codec of an event class, made once."""
    codec = _codecs.get(event_class)
    if codec is None:
        codec = _codecs[event_class] = EventCodec(event_class)
    return codec
