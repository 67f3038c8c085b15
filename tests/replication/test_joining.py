"""JOIN and WELCOME: golden bytes, proofs, and bytes that are neither."""

from __future__ import annotations

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import MalformedError
from replication.joining import (
    JOIN,
    WELCOME,
    Join,
    JoinedPeer,
    Welcome,
    decode_joining,
    encode_joining,
    is_proved,
    make_join,
)

SIGNER = Ed25519Signer(b"j" * 32)
INVITE = b"i" * 16
TEXT = st.text(max_size=60)
KEYS = st.binary(min_size=32, max_size=32)
JOINS = st.builds(Join, TEXT, KEYS, KEYS, TEXT, st.binary(min_size=64, max_size=64))
CERTIFICATES = st.binary(max_size=200)
WELCOMES = st.builds(
    Welcome,
    TEXT,
    TEXT,
    TEXT,
    CERTIFICATES,
    st.lists(CERTIFICATES, max_size=4).map(tuple),
    st.lists(st.builds(JoinedPeer, TEXT, TEXT, KEYS), max_size=4).map(tuple),
)


@given(JOINS | WELCOMES)
def test_a_message_reads_back(message: Join | Welcome) -> None:
    assert decode_joining(encode_joining(message)) == message


def test_the_bytes_of_a_join_stay() -> None:
    join = Join("B1", b"s" * 32, b"c" * 32, "tcp://h:1", b"p" * 64)
    assert encode_joining(join).hex() == (
        f"960da24231c420{'73' * 32}c420{'63' * 32}a9{b'tcp://h:1'.hex()}c440{'70' * 64}"
    )
    assert encode_joining(Welcome("No.")).hex() == "970ea34e6f2ea0a0c4009090"


def test_a_join_is_proved_for_its_invitation_and_its_keys_only() -> None:
    join = make_join(SIGNER, INVITE, "B1", b"c" * 32, "tcp://h:1")
    assert is_proved(join, INVITE, verify_ed25519)
    assert not is_proved(join, b"I" * 16, verify_ed25519)
    for changed in (
        join._replace(name="B2"),
        join._replace(curve_key=b"d" * 32),
        join._replace(address="tcp://h:2"),
        join._replace(signing_key=Ed25519Signer(b"k" * 32).public_key),
    ):
        assert not is_proved(changed, INVITE, verify_ed25519)


@given(
    st.binary(max_size=300)
    | st.recursive(
        st.none() | st.integers(-(2**63), 2**64 - 1) | st.binary(max_size=70) | TEXT,
        lambda inner: st.lists(inner, max_size=7),
    ).map(lambda value: bytes(msgpack.packb([JOIN, value])))
)
def test_anything_else_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedError):
        decode_joining(data)


def test_a_list_over_its_limit_is_malformed() -> None:
    with pytest.raises(MalformedError, match="more than"):
        decode_joining(encode_joining(Welcome("", certificates=(b"c",) * 65)))
    with pytest.raises(MalformedError, match="too long"):
        decode_joining(bytes(2 << 20))
    assert WELCOME == 14
