"""Segments: frozen columns, exact records back, and MalformedError for all else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgpack
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MalformedError
from core.log.entry import EMPTY_HEAD, Draft, Entry, head_of, record_draft
from core.log.record import BODY_BYTES_MAX, GENESIS, fits_text_id
from core.log.segment import (
    SEGMENT_RAW_BYTES_MAX,
    SEGMENT_RECORDS_MAX,
    decode_segment,
    encode_segment,
    mint_originator_id,
)
from tests.core.log.samples import STREAM, three_entries

COLUMNS = (
    "9992ae73616c652e636f6d706c65746564ae73746f636b2e7265636569766564930001009300010093cf0000"
    "018bcfe5680000ccfa930102009301c40763726174652d37c410000000000000000000000000000000059301"
    "020193040004c40893010203626f6479"
)

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=15)
MINTED = st.integers(0, 2**64 - 1).map(
    lambda hlc: UUID(bytes=mint_originator_id(STREAM.author, hlc))
)
DRAFTS = st.builds(
    Draft,
    st.sampled_from(["a", "b"]) | TEXT,
    st.just(STREAM.scope),
    st.uuids() | MINTED | TEXT,
    st.integers(0, 2**32 - 1),
    st.binary(max_size=20),
)


def packed(columns: Any) -> bytes:
    return zstandard.ZstdCompressor().compress(msgpack.packb(columns))


def honest() -> list[Any]:
    return list(msgpack.unpackb(bytes.fromhex(COLUMNS)))


def decode(data: bytes, before: bytes = GENESIS) -> list[Entry]:
    return decode_segment(data, STREAM, 1, before)


def test_a_segment_unpacks_to_these_columns_for_ever() -> None:
    data = encode_segment(STREAM, three_entries())
    assert zstandard.ZstdDecompressor().decompress(data).hex() == COLUMNS


def test_the_frozen_columns_rebuild_the_exact_records() -> None:
    entries = decode(packed(honest()))
    assert entries == three_entries()


@given(written=st.lists(st.tuples(DRAFTS, st.integers(0, 2**64 - 1)), min_size=1, max_size=6))
def test_every_run_of_records_comes_back_exactly(written: list[tuple[Draft, int]]) -> None:
    entries: list[Entry] = []
    head = EMPTY_HEAD
    for draft, hlc in written:
        entries.append(record_draft(STREAM, head, hlc, draft))
        head = head_of(entries[-1])
    assert decode(encode_segment(STREAM, entries)) == entries
    if len(entries) > 1:
        rest = encode_segment(STREAM, entries[1:])
        assert decode_segment(rest, STREAM, 2, entries[0].chain) == entries[1:]


def test_an_id_that_looks_minted_in_the_far_future_comes_back() -> None:
    identifier = UUID(bytes=mint_originator_id(STREAM.author, 2**64 - 1))
    entry = record_draft(STREAM, EMPTY_HEAD, 0, Draft("a", STREAM.scope, identifier, 1, b""))
    assert decode(encode_segment(STREAM, [entry])) == [entry]


def test_another_chain_before_gives_other_records() -> None:
    data = encode_segment(STREAM, three_entries())
    assert decode(data, bytes([1]) * 32)[-1].chain != three_entries()[-1].chain


KINDS, WHICH, FLAGS, MILLISECONDS, COUNTERS, IDS, VERSIONS, LENGTHS, BODIES = range(9)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (KINDS, []),
        (KINDS, ["a"]),
        (KINDS, ["", "b"]),
        (KINDS, ["a\0", "b"]),
        (KINDS, ["ä" * 251, "b"]),
        (KINDS, [1, 2]),
        (KINDS, None),
        (WHICH, 2),
        (WHICH, 0),
        (WHICH, 2**40),
        (WHICH, -1),
        (WHICH, [0, 9, 0]),
        (WHICH, "abc"),
        (WHICH, None),
        (FLAGS, [0, 1]),
        (FLAGS, [0, 256, 0]),
        (FLAGS, ["", 1, 0]),
        (FLAGS, [1, 1, 0]),
        (FLAGS, [0, 0, 0]),
        (MILLISECONDS, [-1, 0, 0]),
        (MILLISECONDS, [1.5, 0, 0]),
        (MILLISECONDS, [2**48, 0, 0]),
        (MILLISECONDS, 3),
        (COUNTERS, [1, 2]),
        (COUNTERS, ["a", "b", "c"]),
        (IDS, [1, b"crate-7", b"short"]),
        (IDS, [1, b"", bytes(16)]),
        (IDS, [1, b"a\0b", bytes(16)]),
        (IDS, [1, b"\xff", bytes(16)]),
        (IDS, [1, b"x" * 129, bytes(16)]),
        (IDS, [1, "text", bytes(16)]),
        (IDS, [2**64 - 1, b"crate-7", bytes(16)]),
        (VERSIONS, [1, 2, -1]),
        (VERSIONS, [1, 2, 2**32]),
        (VERSIONS, [1, 2, None]),
        (LENGTHS, [4, 0, 3]),
        (LENGTHS, [9, -5, 4]),
        (LENGTHS, []),
        (BODIES, "text"),
        (BODIES, b"short"),
    ],
)
def test_columns_that_hold_something_else_are_malformed(column: int, value: Any) -> None:
    columns = honest()
    columns[column] = value
    with pytest.raises(MalformedError):
        decode(packed(columns))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not zstd",
        packed(honest())[:-1],
        packed(honest()) + b"more",
        packed([]),
        packed(None),
        packed({"a": 1}),
        packed(honest()[:-1]),
        packed([*honest(), 0]),
        zstandard.ZstdCompressor().compress(b"\xc1"),
        zstandard.ZstdCompressor().compress(b""),
        zstandard.ZstdCompressor().compress(bytes(SEGMENT_RAW_BYTES_MAX + 1)),
        zstandard.ZstdCompressor(write_content_size=False).compress(msgpack.packb(honest())),
    ],
)
def test_what_is_no_segment_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedError):
        decode(data)


def test_a_segment_cannot_make_us_build_more_than_the_limits() -> None:
    def uniform(count: int, body: bytes) -> bytes:
        ids, ones = [bytes(16)] * count, [1] * count
        lengths = [len(body)] * count
        return packed([["a"], count, 0, ones, 0, ids, ones, lengths, body * count])

    assert len(decode(uniform(SEGMENT_RECORDS_MAX, b""))) == SEGMENT_RECORDS_MAX
    assert len(decode(uniform(1, bytes(BODY_BYTES_MAX)))) == 1
    for data in (uniform(SEGMENT_RECORDS_MAX + 1, b""), uniform(1, bytes(BODY_BYTES_MAX + 1))):
        with pytest.raises(MalformedError):
            decode(data)


@given(data=st.binary(max_size=200))
def test_random_bytes_are_malformed(data: bytes) -> None:
    with pytest.raises(MalformedError):
        decode(data)


SCRAPS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=3)
    | st.binary(max_size=20),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=2), parts),
    max_leaves=8,
)


@given(data=st.data())
def test_mutated_columns_are_malformed_or_records_we_can_hold(data: st.DataObject) -> None:
    columns = honest()
    for _ in range(data.draw(st.integers(1, 3))):
        column = data.draw(st.integers(0, 8))
        if isinstance(columns[column], list) and data.draw(st.booleans()) and columns[column]:
            place = data.draw(st.integers(0, len(columns[column]) - 1))
            columns[column][place] = data.draw(SCRAPS)
        else:
            columns[column] = data.draw(SCRAPS)
    try:
        entries = decode(packed(columns))
    except MalformedError:
        return
    for entry in entries:
        assert len(entry.originator_id) == 16 or fits_text_id(entry.originator_id)
    assert decode(encode_segment(STREAM, entries)) == entries


@given(data=st.data())
def test_mutated_bytes_are_malformed_or_records(data: st.DataObject) -> None:
    mutated = bytearray(packed(honest()))
    for _ in range(data.draw(st.integers(1, 4))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode(bytes(mutated))
    except MalformedError:
        return


def test_an_id_minted_after_its_event_is_malformed() -> None:
    columns = [["k"], 1, 0, [1], 0, [-1], [1], [1], b"x"]
    data = zstandard.ZstdCompressor().compress(msgpack.packb(columns))
    with pytest.raises(MalformedError, match="minted after"):
        decode_segment(data, STREAM, 1, GENESIS)
