"""Streams are named by their canonical bytes, and a key proves its author."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ed25519 import Ed25519Signer
from core.errors import MalformedError
from core.identity import SCOPE_BYTES_MAX, Origin, StreamId, author_id, branch_scope

DIGITS = "0" * 16
SCOPES = st.text(st.characters(codec="utf-8", exclude_characters="#"), min_size=1).filter(
    lambda scope: len(scope.encode()) <= SCOPE_BYTES_MAX
)
MAINS = st.builds(StreamId, st.binary(min_size=16, max_size=16), st.integers(0, 2**32 - 1), SCOPES)
STREAMS = MAINS | st.builds(
    StreamId.lane, MAINS, st.integers(1, 2**64 - 1), st.binary(min_size=32, max_size=32)
)


def test_an_author_is_half_the_hash_of_its_key() -> None:
    public_key = Ed25519Signer(bytes(range(32))).public_key
    assert author_id(public_key).hex() == "56475aa75463474c0285df5dbf2bcab7"
    assert hashlib.sha256(public_key).digest().startswith(author_id(public_key))


def test_a_stream_is_these_bytes_for_ever() -> None:
    stream = StreamId(bytes(range(16)), 3, branch_scope("harbour"))
    golden = "000102030405060708090a0b0c0d0e0f00000003" + b"branch:harbour".hex()
    assert stream.to_bytes().hex() == golden
    assert StreamId.from_bytes(bytes.fromhex(golden)) == stream
    assert stream.origin == Origin(bytes(range(16)), 3)
    assert str(stream) == "00010203.3/branch:harbour"


@given(stream=STREAMS)
def test_every_stream_reads_back(stream: StreamId) -> None:
    assert StreamId.from_bytes(stream.to_bytes()) == stream


def test_a_lane_says_of_what_it_is_one_and_from_where_on() -> None:
    stream = StreamId(bytes(16), 3, branch_scope("harbour"))
    lane = stream.lane(70, bytes(range(32)))
    assert lane.scope == "branch:harbour#70.0001020304050607"
    assert (lane.base, lane.start, lane.is_lane) == (stream, 70, True)
    assert lane.lane(80, bytes(32)) == stream.lane(80, bytes(32)), "of a lane of a lane, the base"
    assert (stream.base, stream.start, stream.is_lane) == (stream, 1, False)


@pytest.mark.parametrize(
    "scope",
    [
        f"#1.{DIGITS}",
        f"a#0.{DIGITS}",
        f"a#01.{DIGITS}",
        f"a#{2**64}.{DIGITS}",
        f"a#٣.{DIGITS}",
        f"a#1.{DIGITS}#",
        f"a#1.{DIGITS}0",
        f"a#1.{DIGITS[1:]}A",
        "a#1",
        "a#",
    ],
)
def test_what_ends_like_a_lane_and_is_none_is_malformed(scope: str) -> None:
    with pytest.raises(MalformedError):
        StreamId.from_bytes(bytes(20) + scope.encode())


@given(streams=st.lists(STREAMS))
def test_streams_sort_as_their_bytes_do(streams: list[StreamId]) -> None:
    assert [stream.to_bytes() for stream in sorted(streams)] == sorted(
        stream.to_bytes() for stream in streams
    )


@pytest.mark.parametrize(
    "data", [b"", bytes(20), bytes(20) + b"\xff", bytes(20) + b"s" * (SCOPE_BYTES_MAX + 1)]
)
def test_what_names_no_stream_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedError):
        StreamId.from_bytes(data)


@given(data=st.binary(max_size=100))
def test_random_bytes_are_malformed_or_the_canonical_bytes_of_a_stream(data: bytes) -> None:
    try:
        stream = StreamId.from_bytes(data)
    except MalformedError:
        return
    assert stream.to_bytes() == data


def test_what_cannot_be_shown_of_a_scope_is_spelled_out() -> None:
    stream = StreamId(b"a" * 16, 1, "branch:süd")
    assert str(stream) == "61616161.1/branch:süd"
    assert str(stream._replace(scope="\x1b[2J\n")) == "61616161.1/\\x1b[2J\\n"
