"""Where things stand in the store: the log's tables, their keys and values.

Tables of one application carry its namespace as a prefix, so that several applications can
share one environment. ``docs/data-file.md`` describes them for people.
"""

from __future__ import annotations

import struct

from core.log.entry import EMPTY_HEAD, Head
from core.log.record import FLAG_TEXT_ID, MINT_PREFIX_BYTES

FORMAT_VERSION = 1
"""Version of this layout, kept in ``meta`` under :data:`META_FORMAT`."""

META_FORMAT = b"format"
"""The key of the layout version in ``meta``."""

META_EPOCH = b"epoch"
"""The key in ``meta`` of the epoch we write in (u32) and why it was begun (text)."""

META_CLOCK = b"clock"
"""The key in ``meta`` of the highest stamp of a peer our clock follows (u64): the process that
takes peers' events in tells the one that writes our own."""

META_SHARED = b"shared\0"
"""What keys in ``meta`` begin with that say where an id was used again: then the id (16 bytes),
the sequence (u64) and the stream of each first event that has it."""

LOG, FEED, AGGREGATE, HEAD, SEAL = "log", "feed", "aggregate", "head", "seal"
STREAM, AUTHOR, TRACKING, TOPIC, META = "stream", "author", "tracking", "topic", "meta"
TOLD, TREE = "told", "tree"
DESK = "desk"
"""What a node keeps for itself alone: who is signed in, how often a PIN was wrong."""

TABLES = (
    *(LOG, FEED, AGGREGATE, HEAD, SEAL, STREAM, AUTHOR, TRACKING, TOPIC, META),
    *(TOLD, TREE, DESK),
)
"""Every table of the log itself; each projection has one more."""

PROJECTION_PREFIX = "view."
"""What the table of a projection begins with."""

U64 = struct.Struct(">Q")
"""An LSN, a tracked position."""

U32 = struct.Struct(">I")
"""A stream alias."""

POSITION = struct.Struct(">IQ")
"""(stream alias, sequence): the key of ``log`` and ``seal``, the value of ``feed``."""

_HEAD = struct.Struct(">QQ32s")
_VERSION = struct.Struct(">I")


def pack_head(head: Head) -> bytes:
    """Return the stored form of a head."""
    return _HEAD.pack(*head)


def unpack_head(data: bytes | None) -> Head:
    """Read the stored form of a head; None is the head of an unknown stream."""
    return EMPTY_HEAD if data is None else Head._make(_HEAD.unpack(data))


def aggregate_prefix(flags: int, originator_id: bytes) -> bytes:
    """Return what every key of one aggregate in ``aggregate`` begins with."""
    return b"\x01" + originator_id + b"\0" if flags & FLAG_TEXT_ID else b"\0" + originator_id


def aggregate_key(flags: int, originator_id: bytes, version: int) -> bytes:
    """Return the key of one version of an aggregate; versions sort as numbers."""
    return aggregate_prefix(flags, originator_id) + _VERSION.pack(version)


def first_version_of(version_key: bytes) -> bytes | None:
    """Return the UUID in a key of ``aggregate`` that is of a first version, else None."""
    first = version_key[:1] == b"\0" and version_of(version_key) == 1
    return version_key[1 : -_VERSION.size] if first else None


def is_minted_by(version_key: bytes, author: bytes) -> bool:
    """Return whether the id in a key of ``aggregate`` was minted by an author."""
    prefix = author[:MINT_PREFIX_BYTES]
    return version_key[:1] == b"\0" and version_key[1 : 1 + len(prefix)] == prefix


def version_of(key: bytes) -> int:
    """Return the version that a key of one aggregate ends with."""
    return int(_VERSION.unpack(key[-_VERSION.size :])[0])


def topic_key(kind: str, lsn: int) -> bytes:
    """Return the key of the topic index: events of one kind, in commit order."""
    return kind.encode() + b"\0" + U64.pack(lsn)


def next_prefix(prefix: bytes) -> bytes | None:
    """Return the first key after all keys that begin with ``prefix``; None: there is none."""
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes([stripped[-1] + 1]) if stripped else None
