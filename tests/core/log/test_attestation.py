"""What seals say besides their head: frozen bytes, and nothing else is read as them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MalformedError
from core.log.attestation import Attestation, Witnessed
from tests.core.log.samples import STREAM

ROOT = bytes(range(32))
SEEN = Witnessed(STREAM, 7, bytes(range(32, 64)))
PLAIN = "01" + ROOT.hex()
WITH_WITNESS = PLAIN + "0000000000000007" + SEEN.chain.hex() + STREAM.to_bytes().hex()


def test_an_attestation_is_these_bytes_for_ever() -> None:
    assert Attestation(ROOT).to_bytes().hex() == PLAIN
    assert Attestation(ROOT, SEEN).to_bytes().hex() == WITH_WITNESS


@pytest.mark.parametrize("attestation", [Attestation(ROOT), Attestation(ROOT, SEEN)])
def test_an_attestation_reads_back(attestation: Attestation) -> None:
    assert Attestation.from_bytes(attestation.to_bytes()) == attestation


@pytest.mark.parametrize("extension", [b"", b"\x02whatever comes later", b"extra"])
def test_an_extension_of_another_version_says_nothing_to_us(extension: bytes) -> None:
    assert Attestation.from_bytes(extension) is None


@pytest.mark.parametrize("size", [1, 32, 34, 72, 73, 93])
def test_an_attestation_that_is_cut_short_is_malformed(size: int) -> None:
    with pytest.raises(MalformedError):
        Attestation.from_bytes(bytes.fromhex(WITH_WITNESS)[:size])


@given(st.binary(max_size=200))
def test_whatever_a_seal_holds_is_read_or_refused(data: bytes) -> None:
    with suppress(MalformedError):
        found = Attestation.from_bytes(b"\x01" + data)
        assert found is not None
        assert found.to_bytes() == b"\x01" + data
