"""Proofs of sales: what is signed is read back, and nothing else passes for it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import MalformedError
from core.shop.refund import ItemPaid
from core.shop.sale_proof import ITEMS_MAX, PREFIX, SaleProof, prove, read_proof
from core.shop.taxes import TaxSum

SIGNER = Ed25519Signer(bytes(range(32)))
PROOF = SaleProof(
    SIGNER.public_key,
    bytes(16),
    "north",
    "N1",
    7,
    "EUR",
    1_700_000_000_000,
    (ItemPaid("milk", 2_000, 258), ItemPaid("bread", 1_000, 250)),
    ((TaxSum("VAT", 230_000, 1, 210, 48), TaxSum("VAT", 230_000, 1, 203, 47)),),
    (("cash", 508),),
)


def proved(**changed: Any) -> str:
    text = prove(PROOF._replace(**changed), SIGNER)
    assert text is not None
    return text


def test_what_a_till_signs_another_reads() -> None:
    assert read_proof(proved(), verify_ed25519) == PROOF
    assert PROOF.receipt == "N1-000007"


def test_a_proof_of_a_few_items_fits_a_small_qr_code() -> None:
    assert len(proved()) < 400


def test_a_sale_too_long_for_a_qr_code_has_no_proof() -> None:
    items = PROOF.items[:1] * (ITEMS_MAX + 1)
    assert prove(PROOF._replace(items=items, taxes=()), SIGNER) is None


@pytest.mark.parametrize(
    "text", ["", "TM1.", "TM2.AAAA", PREFIX + "A" * 4000, PREFIX + "@@@@", "B1T1-000001"]
)
def test_what_is_no_proof_is_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        read_proof(text, verify_ed25519)


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_one_changed_letter_proves_nothing(place: int, step: int) -> None:
    text = proved()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    at = len(PREFIX) + place % (len(text) - len(PREFIX) - 2)
    other = letters[(letters.index(text[at]) + 1 + step % 63) % 64]
    with pytest.raises(MalformedError):
        read_proof(text[:at] + other + text[at + 1 :], verify_ed25519)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sale": b"short"},
        {"series": ""},
        {"number": 0},
        {"currency": "EURO AREA"},
        {"items": ()},
        {"items": (("milk", -1, 5),)},
        {"items": (("milk", 1),)},
        {"taxes": ((("VAT", 1, 1, 1, 1),),)},
        {"tenders": (("", 5),)},
        {"at_ms": -1},
    ],
)
def test_a_signed_proof_with_a_wrong_field_is_malformed(wrong: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        read_proof(proved(**wrong), verify_ed25519)


def test_a_proof_whose_signature_is_of_another_key_is_refused() -> None:
    with pytest.raises(MalformedError, match="was changed"):
        read_proof(proved(), lambda *_: False)
