"""Bundles: the protocol's own batches in a file, for a USB stick where no cable reaches.

::

    magic     "TILLMESH BUNDLE 1\\n"
    header    u32 length, msgpack [company, name of the node that wrote it]
    batches   u32 length, the bytes of a BATCH message, over and over
    trailer   u32 0, u64 events, SHA-256 over everything before it

Any node may carry any other's events: every batch is sealed by its origin, and taking one in
twice changes nothing. The digest tells a cut or changed file before anything is written, and
a file is read twice, a frame at a time, so that its size does not matter.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple, Protocol

import msgpack

from core.errors import MalformedError
from core.identity import COMPANY_SCOPE, StreamId
from core.log.log_view import LogView
from replication.limits import MESSAGE_BYTES_MAX
from replication.messages import Batch
from replication.wire import decode, encode, read_name

MAGIC = b"TILLMESH BUNDLE 1\n"
"""What every bundle begins with."""

BUNDLE_BYTES_MAX = 1 << 34
"""Largest bundle read, 16 GiB: three hundred million sales, more than a stick brings in a day. It
is read a frame at a time."""

_LENGTH = struct.Struct(">I")
_END = struct.Struct(">IQ")
_EVENTS = struct.Struct(">Q")
_DIGEST_BYTES = 32


class Reader(Protocol):
    """A file as far as it is needed here."""

    def read(self, length: int, /) -> bytes:
        """Return the next ``length`` bytes, fewer only at the end."""


class Bundle(NamedTuple):
    """What a bundle that is whole says of itself."""

    company: str
    name: str
    events: int
    """What the writer says it holds; streams we know in part hold less that is new."""
    size: int
    """Its length in bytes."""


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
    from where the first two part. They come in an order in which they can be read: who belongs
    to the company before anything else, and no lane before what it branches off.
    """
    starts: dict[StreamId, int] = {}
    for stream in streams:
        if stream.is_lane:
            starts[stream.base] = min(stream.start, starts.get(stream.base, stream.start))
    after: dict[StreamId, int] = {}
    for stream in sorted(streams, key=_reading_order):
        known = since.get(stream, 0)
        if stream.base in starts:
            known = min(known, starts[stream.base] - 1)
        after[stream] = max(known, stream.start - 1)
    return after


def _reading_order(stream: StreamId) -> tuple[bool, StreamId, int]:
    return stream.base_scope != COMPANY_SCOPE, stream.base, stream.start


def _framed(data: bytes) -> bytes:
    return _LENGTH.pack(len(data)) + data


def read_bundle(file: Reader) -> Bundle:
    """Read a bundle once, from its beginning, a frame at a time, and check that it is whole.

    Raises :class:`MalformedError` naming the byte at which it is wrong.
    """
    digest = sha256()

    def take(length: int) -> bytes:
        data = file.read(length)
        digest.update(data)
        return data

    if take(len(MAGIC)) != MAGIC:
        raise MalformedError("This file is no Tillmesh bundle.")
    header: bytes | None = None
    position = len(MAGIC)
    for frame in _frames(take, position):
        header = frame if header is None else header
        position += _LENGTH.size + len(frame)
    counted = take(_EVENTS.size)
    end = position + _END.size
    said = file.read(_DIGEST_BYTES + 1)
    if len(counted) != _EVENTS.size or len(said) != _DIGEST_BYTES:
        raise MalformedError(f"The bundle does not end at byte {position} as it says.")
    if said != digest.digest():
        raise MalformedError(f"The bundle was changed somewhere before byte {end}.")
    if header is None:
        raise MalformedError("The bundle has no header.")
    company, name = _header(header)
    return Bundle(company, name, int(_EVENTS.unpack(counted)[0]), end + _DIGEST_BYTES)


def bundle_batches(file: Reader) -> Iterator[Batch]:
    """Yield the batches of a bundle, from its beginning; :func:`read_bundle` has checked it.

    Raises :class:`MalformedError` at one that cannot be read.
    """
    file.read(len(MAGIC))
    frames = _frames(file.read, len(MAGIC))
    next(frames, None)
    for frame in frames:
        message = decode(frame)
        if not isinstance(message, Batch):
            raise MalformedError("The bundle holds a message that is no batch.")
        yield message


def _frames(take: Callable[[int], bytes], position: int) -> Iterator[bytes]:
    """Yield what stands in each frame, up to the one that ends them."""
    while True:
        head = take(_LENGTH.size)
        if len(head) != _LENGTH.size:
            raise MalformedError(f"The bundle is cut at byte {position + len(head)}.")
        length = int(_LENGTH.unpack(head)[0])
        if length == 0:
            return
        frame = take(length) if length <= MESSAGE_BYTES_MAX else b""
        if len(frame) != length:
            raise MalformedError(f"The bundle is cut or changed at byte {position}.")
        yield frame
        position += _LENGTH.size + length


def _header(frame: bytes) -> tuple[str, str]:
    try:
        company, name = msgpack.unpackb(frame, use_list=False, max_map_len=0, max_ext_len=0)
        return read_name(company), read_name(name)
    except (ValueError, TypeError, msgpack.UnpackException):
        raise MalformedError("The bundle's header cannot be read.") from None
