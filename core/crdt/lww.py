"""Last-writer register: of concurrent writes the one stamped last stands.

After Shapiro et al. (INRIA RR-7506, 2011), section 3.2.1. The tag is (HLC, author, epoch,
sequence): the clock decides for people, the rest breaks ties the same way on every node.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from core.errors import MalformedError
from core.identity import AUTHOR_BYTES

_TAG = struct.Struct(f">Q{AUTHOR_BYTES}sIQ")


class Tag(NamedTuple):
    """When and by whom a register was written; tags of different writes differ."""

    hlc: int
    author: bytes
    epoch: int
    sequence: int


class LWWRegister(NamedTuple):
    """A value and the tag of the write that set it."""

    tag: Tag
    value: bytes

    def merge(self, other: LWWRegister) -> LWWRegister:
        """Return the later write."""
        return max(self, other)

    def to_bytes(self) -> bytes:
        """Return the stored form: tag, then value."""
        return _TAG.pack(*self.tag) + self.value

    @classmethod
    def from_bytes(cls, data: bytes) -> LWWRegister:
        """Read the stored form; raises :class:`MalformedError` when it is cut short."""
        if len(data) < _TAG.size:
            raise MalformedError("A register is cut short.")
        return cls(Tag._make(_TAG.unpack_from(data)), data[_TAG.size :])


def stored_value(data: bytes) -> bytes:
    """Return the value of a stored register, without reading its tag."""
    return data[_TAG.size :]
