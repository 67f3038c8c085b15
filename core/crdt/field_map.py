"""Field map: fields that merge one by one, of each the latest write, and what it won against.

A write says how often its field had been written before, as far as its writer knew: its
revision is one more. A higher revision stands, for it was written in knowledge of the lower
one. Writes of one revision were made apart: the last by their tags stands, and the others are
kept beside it as lost, until somebody who knows of them writes again. One write an origin is
kept, its latest, so a field never holds more than the company has writers.

An extension of Shapiro et al. (INRIA RR-7506, 2011), sections 3.2.1 and 3.2.2: between
last-writer register and multi-value register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgpack

from core.crdt.lww import Tag
from core.errors import MalformedError

Value = str | int


class Write(NamedTuple):
    """What was written into a field, when and by whom."""

    tag: Tag
    value: Value


class Field(NamedTuple):
    """The latest writes of one field: all of one revision, ascending, the last one stands."""

    revision: int
    writes: tuple[Write, ...]

    @property
    def value(self) -> Value:
        """The value that stands."""
        return self.writes[-1].value

    @property
    def lost(self) -> tuple[Value, ...]:
        """Other values, written apart from the one that stands, from the latest back."""
        seen = dict.fromkeys(write.value for write in reversed(self.writes))
        return tuple(seen)[1:]

    def merge(self, other: Field) -> Field:
        """Return the writes of the higher revision, or of both when they are of one."""
        if self.revision != other.revision:
            return max(self, other, key=lambda held: held.revision)
        if self == other:
            return self
        latest: dict[tuple[bytes, int], Write] = {}
        for write in self.writes + other.writes:
            origin = write.tag.author, write.tag.epoch
            held = latest.get(origin)
            if held is None or _age(write) > _age(held):
                latest[origin] = write
        return Field(self.revision, tuple(sorted(latest.values(), key=_order)))


def _age(write: Write) -> tuple[Any, ...]:
    return write.tag.sequence, write.tag.hlc, *_value_order(write.value)


def _order(write: Write) -> tuple[Any, ...]:
    return *write.tag, *_value_order(write.value)


def _value_order(value: Value) -> tuple[bool, int, str]:
    """Put numbers before texts; a tag used twice must still give one answer."""
    return (True, 0, value) if isinstance(value, str) else (False, value, "")


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Fields by name."""

    fields: Mapping[str, Field] = field(default_factory=dict)

    def written(self, name: str, revision: int, tag: Tag, value: Value) -> FieldMap:
        """Return the map after a write."""
        return self.merge(FieldMap({name: Field(revision, (Write(tag, value),))}))

    def merge(self, other: FieldMap) -> FieldMap:
        """Return every field of both."""
        merged = dict(self.fields)
        for name, theirs in other.fields.items():
            mine = merged.get(name)
            merged[name] = theirs if mine is None else mine.merge(theirs)
        return FieldMap(merged)

    def revision(self, name: str) -> int:
        """Return how often a field has been written, 0 for never."""
        held = self.fields.get(name)
        return 0 if held is None else held.revision

    def to_bytes(self) -> bytes:
        """Return the stored form: the tags once, then the fields by name, which point at them."""
        tags = sorted({write.tag for held in self.fields.values() for write in held.writes})
        place = {tag: at for at, tag in enumerate(tags)}
        rows = [
            [name, held.revision, [[place[write.tag], write.value] for write in held.writes]]
            for name, held in sorted(self.fields.items())
        ]
        data: bytes = msgpack.packb([tags, rows])
        return data

    @classmethod
    def from_bytes(cls, data: bytes) -> FieldMap:
        """Read the stored form; raises :class:`MalformedError` when it is none."""
        try:
            found = _read(data)
            canonical = found.to_bytes() == data
        except (ValueError, TypeError, LookupError, msgpack.UnpackException):
            canonical = False
        if not canonical:
            raise MalformedError("A field map cannot be read.")
        return found


def _read(data: bytes) -> FieldMap:
    tags, rows = msgpack.unpackb(data, use_list=False)
    stamps = [Tag._make(tag) for tag in tags]
    return FieldMap(
        {
            name: Field(revision, tuple(Write(stamps[at], value) for at, value in writes))
            for name, revision, writes in rows
        }
    )


def stored_values(data: bytes) -> dict[str, Value]:
    """Return the values that stand in a stored map, without looking at who wrote them."""
    _, rows = msgpack.unpackb(data, use_list=False)
    return {name: writes[-1][1] for name, _, writes in rows}


def stored_value(data: bytes, name: str) -> Value | None:
    """Return the value of one field of a stored map, or None: less work than all of them."""
    _, rows = msgpack.unpackb(data, use_list=False)
    return next((writes[-1][1] for field, _, writes in rows if field == name), None)
