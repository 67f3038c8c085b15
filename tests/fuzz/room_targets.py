"""Targets in the quiet rooms: messages, bundles, segments, records, streams, bodies."""

from __future__ import annotations

import io
from collections.abc import Iterable
from hashlib import sha256

import msgpack
import zstandard

from core.identity import StreamId
from core.log.entry import entry_of
from core.log.record import GENESIS, decode_header, verify_record
from core.log.seal import Seal
from core.log.segment import decode_segment, encode_segment
from core.views.shop import SHOP_READERS
from replication.bundle import MAGIC, bundle_batches, read_bundle, write_bundle
from replication.wire import decode, encode
from tests.fuzz.honest import KINDS, bodies, honest_log, messages
from tests.fuzz.plan import Plan
from tests.fuzz.target import Target, must_be_one_sentence, refused

STREAM = StreamId(b"A" * 16, 1, "branch:b")


def _decode_message(data: bytes) -> None:
    message = decode(data)
    assert decode(encode(message)) == message


def _decode_segment(data: bytes) -> None:
    entries = decode_segment(data, STREAM, 1, GENESIS)
    chain = GENESIS
    for entry in entries:
        verify_record(entry.record, chain)
        assert entry_of(entry.record) == entry
        chain = entry.chain
    # Whoever could take it can pass it on.
    again = encode_segment(STREAM, entries)
    assert decode_segment(again, STREAM, 1, GENESIS) == entries


def _decode_columns(data: bytes) -> None:
    """Columns that any author may pack and seal: the compression hides nothing."""
    if data:
        _decode_segment(zstandard.ZstdCompressor(level=1).compress(data))


def _read_record(data: bytes) -> None:
    decode_header(data)
    entry_of(data)
    verify_record(data, GENESIS)


def _read_names(data: bytes) -> None:
    plan = Plan(data)
    length = plan.below(120)
    stream = StreamId.from_bytes(plan.take(length))
    must_be_one_sentence(str(stream))
    Seal.from_bytes(plan.rest())


def _read_body(data: bytes) -> None:
    plan = Plan(data)
    reader = SHOP_READERS[plan.choose(KINDS)]
    reader(plan.rest())


def _message_seeds() -> Iterable[bytes]:
    yield from map(encode, messages())
    yield msgpack.packb([1.0, 0])
    yield b"\x91" * 1100 + b"\x01"


def _segment_seeds() -> Iterable[bytes]:
    with honest_log().read() as view:
        for stream in view.heads():
            segment = view.segment(stream, 0)
            assert segment is not None
            yield segment.data


def _column_seeds() -> Iterable[bytes]:
    for data in _segment_seeds():
        yield zstandard.ZstdDecompressor().decompress(data)


def _record_seeds() -> Iterable[bytes]:
    with honest_log().read() as view:
        for stream in view.heads():
            yield from view.records(stream, 0, count=2)


def _name_seeds() -> Iterable[bytes]:
    data = STREAM.to_bytes()
    yield bytes([len(data)]) + data + bytes(64)
    data = STREAM._replace(scope="a\x1b[2J\n").to_bytes()
    yield bytes([len(data)]) + data + bytes(64)


def _body_seeds() -> Iterable[bytes]:
    for kind, body in bodies():
        yield bytes([KINDS.index(kind)]) + body


def _bundle_seeds() -> Iterable[bytes]:
    with honest_log().read() as view:
        yield b"".join(write_bundle(view, "acme", "A", {}))


def _read_bundle(data: bytes) -> None:
    """Read a bundle, and one that is just as odd but whole."""
    for whole in (data, MAGIC + data + trailer(data)):
        read_bundle(io.BytesIO(whole))
        for _ in bundle_batches(io.BytesIO(whole)):
            pass


def trailer(frames: bytes) -> bytes:
    """Return how a bundle of these frames ends."""
    end = bytes(4) + (1).to_bytes(8, "big")
    return end + sha256(MAGIC + frames + end).digest()


ROOM_TARGETS = (
    Target("message", refused(_decode_message), _message_seeds),
    Target("segment", refused(_decode_segment), _segment_seeds),
    Target("columns", refused(_decode_columns), _column_seeds),
    Target("record", refused(_read_record), _record_seeds),
    Target("names", refused(_read_names), _name_seeds),
    Target("body", refused(_read_body), _body_seeds),
    Target("bundle", refused(_read_bundle), _bundle_seeds),
)
