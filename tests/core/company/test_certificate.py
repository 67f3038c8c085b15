"""Certificates: what is signed, who may sign, and what is told from it."""

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.company.certificate import (
    CERTIFICATE_BYTES_MAX,
    CHAIN_MAX,
    Certificate,
    issue,
    read_certificate,
    read_chain,
)
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import MalformedError, RefusedError, RemoteError, SealError

ROOT, ANN, BOB, EVE = (Ed25519Signer(bytes([number]) * 32) for number in (1, 2, 3, 9))


def named(node: str, signer: Ed25519Signer, *, may_invite: bool = False) -> Certificate:
    return Certificate(
        ROOT.public_key,
        node,
        "north",
        "till",
        signer.public_key,
        b"c" * 32,
        b"s" * 16,
        1_700_000_000_000,
        0,
        may_invite,
    )


FOUNDER = issue(ROOT, named("ann", ANN, may_invite=True))
INVITED = issue(ANN, named("bob", BOB), FOUNDER)


def read(data: bytes, root_key: bytes = ROOT.public_key) -> Certificate:
    return read_certificate(data, root_key, verify_ed25519)


def test_the_bytes_of_a_certificate_are_frozen() -> None:
    assert FOUNDER.hex() == GOLDEN


def test_a_certificate_of_the_root_key_is_read_back() -> None:
    assert read(FOUNDER) == named("ann", ANN, may_invite=True)


def test_the_root_key_alone_judges_a_certificate_of_another_issuer() -> None:
    assert read(INVITED) == named("bob", BOB)
    assert [link.certificate.node for link in read_chain(INVITED).chain] == ["bob", "ann"]


def test_a_certificate_of_another_company_is_refused() -> None:
    with pytest.raises(SealError, match="another company"):
        read(INVITED, EVE.public_key)


def test_a_node_that_may_not_invite_issues_nothing() -> None:
    with pytest.raises(RefusedError, match="bob may not invite"):
        issue(BOB, named("eve", EVE), INVITED)


def test_a_certificate_by_a_node_that_may_not_invite_is_refused() -> None:
    fields, _, _ = msgpack.unpackb(issue(EVE, named("eve", EVE)._replace(root_key=EVE.public_key)))
    assert fields
    own = msgpack.packb((1, *named("eve", EVE)))
    signature = BOB.sign(b"tillmesh certificate 1\0" + own)
    with pytest.raises(SealError, match="bob may not invite"):
        read(msgpack.packb((own, signature, INVITED)))


def test_a_forged_signature_is_refused() -> None:
    fields = msgpack.packb((1, *named("eve", EVE, may_invite=True)))
    forged = msgpack.packb((fields, EVE.sign(b"tillmesh certificate 1\0" + fields), b""))
    with pytest.raises(SealError, match="does not verify"):
        read(forged)


def test_a_seal_is_never_taken_for_a_certificate() -> None:
    fields = msgpack.packb((1, *named("eve", EVE, may_invite=True)))
    with pytest.raises(SealError, match="does not verify"):
        read(msgpack.packb((fields, ROOT.sign(fields), b"")))


def test_a_chain_has_an_end() -> None:
    data = FOUNDER
    for length in range(2, CHAIN_MAX + 1):
        data = issue(ANN, named("ann", ANN, may_invite=True), data)
        assert len(read_chain(data).chain) == length
        assert read(data)
    with pytest.raises(RefusedError, match="chain of 4"):
        issue(ANN, named("bob", BOB), data)


def test_the_longest_chain_of_the_longest_names_fits() -> None:
    long = named("\U0001f600" * 64, ANN, may_invite=True)._replace(branch="\U0001f600" * 64)
    data = issue(ROOT, long)
    for _ in range(CHAIN_MAX - 1):
        data = issue(ANN, long, data)
    assert len(data) <= CERTIFICATE_BYTES_MAX
    assert read(data) == long


def test_it_expires_when_it_says_so() -> None:
    certificate = named("ann", ANN)._replace(expires_ms=1_000)
    assert not certificate.expired(999)
    assert certificate.expired(1_000)
    assert not named("ann", ANN).expired(2**47)


@pytest.mark.parametrize(
    "wrong",
    [
        {"node": ""},
        {"node": "a\0b"},
        {"branch": "b" * 65},
        {"role": "cashier"},
        {"curve_key": b"short"},
        {"serial": b""},
        {"issued_ms": -1},
        {"expires_ms": 2**48},
        {"may_invite": 1},
    ],
)
def test_a_field_out_of_bounds_is_neither_issued_nor_read(wrong: dict[str, object]) -> None:
    certificate = named("ann", ANN)._replace(**wrong)  # type: ignore[arg-type]
    with pytest.raises(MalformedError):
        issue(ROOT, certificate)


@given(st.binary(max_size=300))
def test_no_bytes_do_worse_than_a_remote_error(data: bytes) -> None:
    with pytest.raises(RemoteError):
        read(data)


@given(st.integers(0, len(INVITED) - 1), st.integers(1, 255))
def test_any_changed_byte_is_told(at: int, change: int) -> None:
    changed = bytearray(INVITED)
    changed[at] ^= change
    with pytest.raises(RemoteError):
        read(bytes(changed))


def test_there_is_one_way_to_write_a_certificate() -> None:
    fields, signature, issuer = msgpack.unpackb(FOUNDER)
    assert msgpack.packb((fields, signature, issuer)) == FOUNDER
    longer = b"\xdc\x00\x03" + FOUNDER[1:]  # an array of three, with a two-byte length
    assert msgpack.unpackb(longer) == msgpack.unpackb(FOUNDER)
    with pytest.raises(MalformedError, match="the one way"):
        read(longer)


GOLDEN = (
    "93c4949b01c4208a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5ca3"
    "616e6ea56e6f727468a474696c6cc4208139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a2"
    "5df60f5b8fc9b394c420636363636363636363636363636363636363636363636363636363636363"
    "6363c41073737373737373737373737373737373cf0000018bcfe5680000c3c440a9c4da5cd69383"
    "85514e08686e89f1a1774f57aac3f7ac3b45aa049b329d9eaee01a827dd89b46a13ad7e231a7b22a"
    "4fd647b642ce73c7d675e04e3e396c080dc400"
)
