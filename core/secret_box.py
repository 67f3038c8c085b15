"""Secret boxes: words that only a key opens, and that are noise for ever once it is gone.

XSalsa20-Poly1305 (NaCl's ``secretbox``): what is opened is what was sealed, or nothing is.
"""

from __future__ import annotations

from hashlib import sha256

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

KEY_BYTES = SecretBox.KEY_SIZE
"""Length of a key."""

OVERHEAD_BYTES = SecretBox.NONCE_SIZE + SecretBox.MACBYTES
"""How much longer a sealed text is than the text."""


def seal_text(key: bytes, text: str, *place: bytes) -> bytes:
    """Return a text that only ``key`` opens.

    ``place`` names where it will stand, once ever: it makes the nonce, so that no dice are
    needed and no nonce serves two texts.
    """
    nonce = sha256(b"\0".join(place)).digest()[: SecretBox.NONCE_SIZE]
    return bytes(SecretBox(key).encrypt(text.encode(), nonce))


def open_text(key: bytes, sealed: bytes) -> str | None:
    """Return the text that was sealed with ``key``, None when it was not."""
    try:
        return SecretBox(key).decrypt(sealed).decode()
    except (CryptoError, ValueError):
        return None
