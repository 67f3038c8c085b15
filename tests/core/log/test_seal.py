"""Seals: frozen bytes, and nothing else verifies under them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import MalformedError, SealError
from core.log.entry import head_of
from core.log.seal import EXTENSION_BYTES_MAX, SIGNATURE_BYTES, Seal, check_seal, make_seal
from tests.core.log.samples import SIGNER, STREAM, three_entries

HEAD = head_of(three_entries()[-1])
PUBLIC_KEY = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
PLAIN = (
    "1fb5a10e0d36116867a65c3d9639276a93ac240078739a638f934578b3f8e215"
    "ebaa0e86c0006d8ce2e41be04ace960ec48cc25d4a839a817d7efd87fd9d670d"
)
EXTENDED = (
    "9b356fe1dba62e30e28c83e4044deba0900a32c78c578070173c3a5a093714cd"
    "0d66606a505532ee0e216543d99d2991d0f9fbc9eee9a4986dc23e27d256ff0d"
    "6578747261"
)


def test_a_seal_is_these_bytes_for_ever() -> None:
    assert SIGNER.public_key.hex() == PUBLIC_KEY
    assert make_seal(SIGNER, STREAM, *HEAD).to_bytes().hex() == PLAIN
    assert make_seal(SIGNER, STREAM, *HEAD, b"extra").to_bytes().hex() == EXTENDED


@pytest.mark.parametrize("golden", [PLAIN, EXTENDED])
def test_the_frozen_bytes_verify(golden: str) -> None:
    seal = Seal.from_bytes(bytes.fromhex(golden))
    check_seal(verify_ed25519, bytes.fromhex(PUBLIC_KEY), STREAM, *HEAD, seal)


@pytest.mark.parametrize(
    "changed",
    [
        {"stream": STREAM._replace(scope="company")},
        {"stream": STREAM._replace(epoch=4)},
        {"sequence": HEAD.sequence + 1},
        {"hlc": HEAD.hlc + 1},
        {"chain": bytes(32)},
        {"seal": Seal(bytes.fromhex(PLAIN), b"extra")},
        {"seal": Seal(bytes.fromhex(EXTENDED)[:SIGNATURE_BYTES], b"other")},
        {"seal": Seal(bytes.fromhex(EXTENDED)[:SIGNATURE_BYTES])},
        {"seal": Seal(bytes(SIGNATURE_BYTES))},
        {"public_key": Ed25519Signer(bytes(32)).public_key},
        {"public_key": b"short"},
    ],
)
def test_a_seal_over_anything_else_does_not_verify(changed: dict[str, Any]) -> None:
    honest = {
        "public_key": bytes.fromhex(PUBLIC_KEY),
        "stream": STREAM,
        **HEAD._asdict(),
        "seal": Seal(bytes.fromhex(PLAIN)),
    }
    with pytest.raises(SealError):
        check_seal(verify_ed25519, **{**honest, **changed})


@pytest.mark.parametrize(
    "size", [0, SIGNATURE_BYTES - 1, SIGNATURE_BYTES + EXTENSION_BYTES_MAX + 1]
)
def test_a_seal_of_an_impossible_length_is_malformed(size: int) -> None:
    with pytest.raises(MalformedError):
        Seal.from_bytes(bytes(size))


@given(extension=st.binary(max_size=100))
def test_a_seal_reads_back(extension: bytes) -> None:
    seal = Seal(bytes(SIGNATURE_BYTES), extension)
    assert Seal.from_bytes(seal.to_bytes()) == seal


def test_a_seed_has_thirty_two_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Ed25519Signer(bytes(31))
