"""Bundles: the protocol's own batches in a file, for a USB stick where no cable reaches.

::

    magic     "TILLMESH BUNDLE 1\\n"
    header    u32 length, msgpack [company, name of the node that wrote it]
    batches   u32 length, the bytes of a BATCH message, over and over
    trailer   u32 0, u64 events, SHA-256 over everything before it

Any node may carry any other's events: every batch is sealed by its origin, and taking one in
twice changes nothing. The digest tells a cut or changed file before anything is written.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

import msgpack

from core.errors import MalformedError
from core.identity import StreamId
from core.log.log_view import LogView
from replication.limits import MESSAGE_BYTES_MAX
from replication.messages import Batch
from replication.wire import decode, encode

MAGIC = b"TILLMESH BUNDLE 1\n"
"""What every bundle begins with."""

BUNDLE_BYTES_MAX = 1 << 30
"""Largest bundle read: twenty million sales; the file is read into memory whole."""

_LENGTH = struct.Struct(">I")
_END = struct.Struct(">IQ")
_DIGEST_BYTES = 32


class Bundle(NamedTuple):
    """A bundle that was read and is whole."""

    company: str
    name: str
    batches: tuple[Batch, ...]
    events: int
    """What the writer says it holds; streams we know in part hold less that is new."""


def write_bundle(
    view: LogView, company: str, name: str, since: Mapping[StreamId, int]
) -> Iterator[bytes]:
    """Yield the bytes of a bundle of all that is held beyond ``since``."""
    digest = sha256()
    events = 0
    for piece, added in _pieces(view, company, name, since):
        digest.update(piece)
        events += added
        yield piece
    end = _END.pack(0, events)
    digest.update(end)
    yield end + digest.digest()


def _pieces(
    view: LogView, company: str, name: str, since: Mapping[StreamId, int]
) -> Iterator[tuple[bytes, int]]:
    yield MAGIC + _framed(msgpack.packb([company, name])), 0
    for stream, after in beyond(view.heads(), since).items():
        while (segment := view.segment(stream, after)) is not None:
            public_key = segment.public_key if segment.first == 1 else b""
            batch = Batch(stream, segment.first, segment.data, segment.seal, public_key)
            yield _framed(encode(batch)), segment.last - after
            after = segment.last


def beyond(streams: Iterable[StreamId], since: Mapping[StreamId, int]) -> dict[StreamId, int]:
    """Return after which sequence of each stream a reader that holds ``since`` may lack events.

    Of a stream that forked it may hold another history under the same name, so all is carried
    from where the first two part.
    """
    starts: dict[StreamId, int] = {}
    for stream in streams:
        if stream.is_lane:
            starts[stream.base] = min(stream.start, starts.get(stream.base, stream.start))
    after: dict[StreamId, int] = {}
    for stream in streams:
        known = since.get(stream, 0)
        if stream.base in starts:
            known = min(known, starts[stream.base] - 1)
        after[stream] = max(known, stream.start - 1)
    return after


def _framed(data: bytes) -> bytes:
    return _LENGTH.pack(len(data)) + data


def read_bundle(data: bytes) -> Bundle:
    """Read a bundle; raises :class:`MalformedError` naming the byte at which it is wrong."""
    if data[: len(MAGIC)] != MAGIC:
        raise MalformedError("This file is no Tillmesh bundle.")
    frames: list[bytes] = []
    position = len(MAGIC)
    while (length := _length(data, position)) > 0:
        end = position + _LENGTH.size + length
        if length > MESSAGE_BYTES_MAX or end > len(data):
            raise MalformedError(f"The bundle is cut or changed at byte {position}.")
        frames.append(data[position + _LENGTH.size : end])
        position = end
    events = _check_trailer(data, position)
    if not frames:
        raise MalformedError("The bundle has no header.")
    company, name = _header(frames[0])
    return Bundle(company, name, tuple(_batch(frame) for frame in frames[1:]), events)


def _length(data: bytes, position: int) -> int:
    try:
        return int(_LENGTH.unpack_from(data, position)[0])
    except struct.error:
        raise MalformedError(f"The bundle is cut at byte {len(data)}.") from None


def _check_trailer(data: bytes, position: int) -> int:
    end = position + _END.size
    if len(data) != end + _DIGEST_BYTES:
        raise MalformedError(f"The bundle does not end at byte {position} as it says.")
    if data[end:] != sha256(data[:end]).digest():
        raise MalformedError(f"The bundle was changed somewhere before byte {end}.")
    return int(_END.unpack_from(data, position)[1])


def _header(frame: bytes) -> tuple[str, str]:
    try:
        company, name = msgpack.unpackb(frame, use_list=False)
    except (ValueError, TypeError, msgpack.UnpackException):
        raise MalformedError("The bundle's header cannot be read.") from None
    if type(company) is not str or type(name) is not str:
        raise MalformedError("The bundle's header names no company.")
    return company, name


def _batch(frame: bytes) -> Batch:
    message = decode(frame)
    if not isinstance(message, Batch):
        raise MalformedError("The bundle holds a message that is no batch.")
    return message
