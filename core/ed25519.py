"""Ed25519 signatures (RFC 8032): the one module that imports ``nacl``."""

from __future__ import annotations

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

SEED_BYTES = 32
"""Length of the secret seed a key is made from."""


class Ed25519Signer:
    """A private key that signs seals."""

    def __init__(self, seed: bytes) -> None:
        """Make the key of a 32-byte secret ``seed``; raises ValueError on another length."""
        if len(seed) != SEED_BYTES:
            raise ValueError(f"An Ed25519 seed has {SEED_BYTES} bytes, not {len(seed)}.")
        self._public_key = bytes(SigningKey(seed).verify_key)
        self._secret = seed + self._public_key

    @property
    def public_key(self) -> bytes:
        """The 32-byte public key."""
        return self._public_key

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature over ``message``."""
        # What SigningKey.sign() does, less the text forms it offers: every sale signs once.
        return bindings.crypto_sign(message, self._secret)[: bindings.crypto_sign_BYTES]


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether ``signature`` over ``message`` is by ``public_key``."""
    try:
        VerifyKey(public_key).verify(message, signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True
