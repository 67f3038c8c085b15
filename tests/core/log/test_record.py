"""The bytes of a record: frozen, chained, and never trusted before they are checked."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MalformedError
from core.identity import SCOPE_BYTES_MAX, StreamId
from core.log.entry import EMPTY_HEAD, Draft, entry_of, record_draft
from core.log.record import (
    GENESIS,
    HASH_BYTES,
    chain_of,
    decode_header,
    decode_originator_id,
    encode_originator_id,
    fits_kind,
    verify_record,
)
from tests.core.log.samples import STREAM, three_entries

GOLDEN = (
    "0100000e0e1056475aa75463474c0285df5dbf2bcab7000000030000000000000001018bcfe5680000010000"
    "000100000004efd2ce5d1b243784f054828796128a9e3f85044cbfc21f7144a7a448ea3361e673616c652e63"
    "6f6d706c657465646272616e63683a686172626f757256475aa75463474c018bcfe56800000093010203b188"
    "04d9e241588ac53815cd8a69a89eb4232241957d976d106357b3fac10270",
    "0101000e0e0756475aa75463474c0285df5dbf2bcab7000000030000000000000002018bcfe5680000020000"
    "000200000000e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85573746f636b2e"
    "72656365697665646272616e63683a686172626f757263726174652d37184d651638c08359081d0519ac3218"
    "242951ecefb62328e6daafc49688485a23",
    "0100000e0e1056475aa75463474c0285df5dbf2bcab7000000030000000000000003018bcfe568fa00000000"
    "000100000004230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb573616c652e63"
    "6f6d706c657465646272616e63683a686172626f757200000000000000000000000000000005626f6479dc9e"
    "5a3d9b0424b924e8de0d59fce23ab7eb8face9ed3e4bc75b0cb8ad542390",
)

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=15)
IDS = st.uuids() | TEXT
DRAFTS = st.builds(
    Draft, TEXT, st.just("company"), IDS, st.integers(0, 2**32 - 1), st.binary(max_size=40)
)
STREAMS = st.builds(
    StreamId,
    st.binary(min_size=16, max_size=16),
    st.integers(0, 2**32 - 1),
    TEXT.filter(lambda scope: len(scope.encode()) <= SCOPE_BYTES_MAX),
)


def test_a_chain_of_three_records_is_these_bytes_for_ever() -> None:
    assert tuple(entry.record.hex() for entry in three_entries()) == GOLDEN


def test_the_frozen_bytes_are_read_back() -> None:
    before = GENESIS
    for entry, golden in zip(three_entries(), GOLDEN, strict=True):
        record = bytes.fromhex(golden)
        assert verify_record(record, before).stream == STREAM
        assert entry_of(record) == entry
        before = chain_of(record)


@given(stream=STREAMS, draft=DRAFTS, hlc=st.integers(0, 2**64 - 1))
def test_every_record_reads_back_as_what_was_written(
    stream: StreamId, draft: Draft, hlc: int
) -> None:
    entry = record_draft(stream, EMPTY_HEAD, hlc, draft)
    header = verify_record(entry.record, GENESIS)
    assert header.stream == stream
    assert (header.sequence, header.hlc, header.kind) == (1, hlc, draft.kind)
    assert decode_originator_id(header.flags, header.originator_id) == draft.originator_id
    assert header.originator_version == draft.originator_version
    assert entry_of(entry.record) == entry
    assert entry.body == draft.body


@pytest.mark.parametrize("place", range(len(GOLDEN[0]) // 2))
def test_one_changed_byte_anywhere_breaks_a_record(place: int) -> None:
    record = bytearray.fromhex(GOLDEN[0])
    record[place] ^= 0x01
    with pytest.raises(MalformedError):
        verify_record(bytes(record), GENESIS)


def test_a_body_may_be_erased_and_the_chain_still_tells() -> None:
    first, second, _ = (bytes.fromhex(golden) for golden in GOLDEN)
    header = decode_header(first)
    erased = first[: header.size] + bytes(header.body_length) + first[-HASH_BYTES:]
    with pytest.raises(MalformedError, match="body is not what was hashed"):
        verify_record(erased, GENESIS)
    verify_record(second, chain_of(erased))


def test_a_record_that_follows_another_is_refused() -> None:
    with pytest.raises(MalformedError, match="chain"):
        verify_record(bytes.fromhex(GOLDEN[1]), GENESIS)


@given(data=st.binary(max_size=200))
def test_random_bytes_are_malformed_or_a_header(data: bytes) -> None:
    check_header(data)


@given(data=st.data())
def test_mutated_records_are_malformed_or_a_header(data: st.DataObject) -> None:
    record = bytearray.fromhex(data.draw(st.sampled_from(GOLDEN)))
    for _ in range(data.draw(st.integers(1, 4))):
        record[data.draw(st.integers(0, len(record) - 1))] = data.draw(st.integers(0, 255))
    check_header(bytes(record[: data.draw(st.integers(0, len(record)))]))


def check_header(data: bytes) -> None:
    try:
        header = decode_header(data)
    except MalformedError:
        return
    assert header.size <= len(data)
    assert header.kind


@pytest.mark.parametrize("originator_id", [UUID(int=0), UUID(int=2**128 - 1), "a", "ä" * 64])
def test_ids_read_back(originator_id: UUID | str) -> None:
    assert decode_originator_id(*encode_originator_id(originator_id)) == originator_id


@pytest.mark.parametrize("originator_id", ["", "a\0b", "ä" * 65])
def test_an_id_no_key_could_hold_is_refused(originator_id: str) -> None:
    with pytest.raises(ValueError, match="originator id"):
        encode_originator_id(originator_id)


@pytest.mark.parametrize(
    ("kind", "fits"),
    [
        ("a", True),
        ("k" * 500, True),
        ("", False),
        ("k" * 501, False),
        ("ä" * 251, False),
        ("a\0", False),
    ],
)
def test_a_kind_has_1_to_500_bytes_and_no_nul(kind: str, fits: bool) -> None:
    assert fits_kind(kind) is fits
