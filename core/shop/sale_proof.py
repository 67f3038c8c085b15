"""Proof of a sale: what the QR on a receipt says, so that a till that never heard of it may refund.

The till that sold signs what came over the counter: which sale, what was paid for each item, the
taxes and the tenders. A short text of letters a QR and an e-mail both carry::

    "TM1." + base64url(zlib(payload) + signature)

payload is a msgpack array, the signature Ed25519 over :data:`DOMAIN` and the payload. Whether the
key is one of the company's is for whoever reads it to say.
"""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, NamedTuple

import msgpack

from core.errors import MalformedError
from core.identity import Signer, Verifier
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop.limits import NUMBER_MAX, SKU_LENGTH_MAX
from core.shop.lines import check_tenders
from core.shop.reading import (
    MS_MAX,
    must_be_id,
    must_be_names,
    must_be_whole,
    must_be_word,
)
from core.shop.refund import ItemPaid
from core.shop.sale import receipt_text
from core.shop.taxes import TaxSum, check_taxes

PREFIX = "TM1."
"""What every proof begins with: its version."""

DOMAIN = b"tillmesh sale proof 1\0"
"""Signed before the payload, so that no other signature of a till passes for one."""

ITEMS_MAX = 50
"""Most items of a sale that is proved: what a QR holds; longer receipts go to their branch."""

TEXT_LENGTH_MAX = 2_900
"""Longest proof: what the largest QR code holds at its lowest level of correction."""

_PAYLOAD_BYTES_MAX = 16_384
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64


class SaleProof(NamedTuple):
    """What a till swears it sold."""

    key: bytes
    """The public key of the till that sold."""
    sale: bytes
    location: str
    series: str
    number: int
    currency: str
    at_ms: int
    items: tuple[ItemPaid, ...]
    taxes: tuple[tuple[TaxSum, ...], ...]
    """Of each tax what is on each item: see :mod:`core.shop.refund_shares`."""
    tenders: tuple[tuple[str, int], ...]

    @property
    def receipt(self) -> str:
        """The number a person reads."""
        return receipt_text(self.series, self.number)


def prove(proof: SaleProof, signer: Signer) -> str | None:
    """Return the text of a proof; None for a sale too long for one."""
    assert proof.key == signer.public_key, "a till proves what it sold itself"
    if len(proof.items) > ITEMS_MAX:
        return None
    payload: bytes = msgpack.packb(proof)
    data = zlib.compress(payload, 9) + signer.sign(DOMAIN + payload)
    text = PREFIX + urlsafe_b64encode(data).decode().rstrip("=")
    return text if len(text) <= TEXT_LENGTH_MAX else None


def read_proof(text: str, verifier: Verifier) -> SaleProof:
    """Return what a proof says; raises :class:`MalformedError` when it is none or was changed."""
    text = text.strip()
    if not text.startswith(PREFIX) or len(text) > TEXT_LENGTH_MAX:
        raise MalformedError("This is no proof of a sale.")
    try:
        body = text[len(PREFIX) :]
        data = urlsafe_b64decode(body + "=" * (-len(body) % 4))
        inflate = zlib.decompressobj()
        payload = inflate.decompress(data[:-_SIGNATURE_BYTES], _PAYLOAD_BYTES_MAX)
        proof = _checked(msgpack.unpackb(payload, use_list=False, max_map_len=0, max_ext_len=0))
    except (ValueError, TypeError, LookupError, zlib.error, msgpack.UnpackException):
        raise MalformedError("This proof of a sale cannot be read; scan it again.") from None
    if not verifier(proof.key, DOMAIN + payload, data[-_SIGNATURE_BYTES:]):
        raise MalformedError("This proof of a sale was changed; it proves nothing.")
    return proof


def _checked(fields: Any) -> SaleProof:
    proof = SaleProof._make(fields)
    if type(proof.key) is not bytes or len(proof.key) != _KEY_BYTES:
        raise MalformedError("A proof names no key.")
    must_be_id(proof.sale)
    must_be_names(proof.location, proof.series, proof.currency)
    must_be_whole(proof.number, 1, NUMBER_MAX)
    must_be_whole(proof.at_ms, 0, MS_MAX)
    check_tenders(proof.tenders)
    if type(proof.items) is not tuple or not 0 < len(proof.items) <= ITEMS_MAX:
        raise MalformedError("A proof has too many items.")
    for sku, quantity, paid in proof.items:
        must_be_word(sku, length_max=SKU_LENGTH_MAX)
        must_be_whole(quantity, 0, QUANTITY_MILLI_MAX)
        must_be_whole(paid, -AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)
    for shares in proof.taxes:
        if len(shares) != len(proof.items):
            raise MalformedError("The taxes of a proof do not fit its items.")
        check_taxes(shares)
    return proof._replace(
        items=tuple(ItemPaid._make(item) for item in proof.items),
        taxes=tuple(tuple(TaxSum._make(share) for share in shares) for shares in proof.taxes),
    )
