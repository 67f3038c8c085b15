"""Invitation tokens: one line of text that holds all a new node must know to join.

::

    text   "TM1-" + base32 (no padding) of: payload, first 4 bytes of SHA-256(payload)
    payload root key (32), inviter's CURVE key (32), secret (32), expiry in seconds (u32),
            addresses without "tcp://", separated by commas

Letters of base32 and the dash are what a QR code packs most densely, and case does not count.
The secret is the secret half of the CURVE key the new node connects with; its hash is the
invitation's id. Whoever has the text can join once: it is as good as a key to the door.
"""

from __future__ import annotations

import base64
import binascii
import struct
from hashlib import sha256
from typing import NamedTuple

from core.errors import RefusedError
from node.config import DialAddress, checked_word
from replication.joining import INVITE_ID_BYTES
from replication.zmq_transport import curve_public

PREFIX = "TM1-"
"""How a token begins: what it is, and its version."""

SECRET_BYTES = 32
"""Length of the secret: a CURVE secret key."""

_CHECK_BYTES = 4
_FIXED = struct.Struct(">32s32s32sI")
_TEXT_MAX = 2_000


class Token(NamedTuple):
    """An invitation as the new node holds it."""

    root_key: bytes
    inviter_key: bytes
    """The CURVE key the inviting node must prove."""
    secret: bytes
    expires_s: int
    """Seconds since 1970."""
    addresses: tuple[str, ...]

    @property
    def public_key(self) -> bytes:
        """The CURVE key by which the inviting node knows the invitation."""
        return curve_public(self.secret)

    @property
    def invite_id(self) -> bytes:
        """The invitation's id."""
        return invite_id(self.public_key)

    @property
    def text(self) -> str:
        """The token as it is shown and typed."""
        addresses = ",".join(address.removeprefix("tcp://") for address in self.addresses)
        payload = _FIXED.pack(*self[:4]) + addresses.encode()
        return PREFIX + base64.b32encode(payload + _check(payload)).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Token:
        """Read a token; raises :class:`RefusedError` in one sentence."""
        bare = "".join(text.split()).upper()
        if not bare.startswith(PREFIX):
            raise RefusedError(f"This is no invitation; one begins with {PREFIX}.")
        letters = bare.removeprefix(PREFIX)[:_TEXT_MAX]
        try:
            data = base64.b32decode(letters + "=" * (-len(letters) % 8))
        except (binascii.Error, ValueError):
            raise RefusedError(_MISTYPED) from None
        payload, check = data[:-_CHECK_BYTES], data[-_CHECK_BYTES:]
        if len(payload) <= _FIXED.size or check != _check(payload):
            raise RefusedError(_MISTYPED)
        try:
            addresses = payload[_FIXED.size :].decode().split(",")
        except UnicodeDecodeError:
            raise RefusedError(_MISTYPED) from None
        root_key, inviter_key, secret, expires_s = _FIXED.unpack_from(payload)
        found = tuple(
            checked_word(DialAddress, f"tcp://{address}", "the invitation") for address in addresses
        )
        return cls(root_key, inviter_key, secret, expires_s, found)


_MISTYPED = "The invitation was mistyped or cut; copy all of it again."


def invite_id(public_key: bytes) -> bytes:
    """Return the id of the invitation whose CURVE public key this is."""
    return sha256(b"tillmesh invitation\0" + public_key).digest()[:INVITE_ID_BYTES]


def _check(payload: bytes) -> bytes:
    return sha256(payload).digest()[:_CHECK_BYTES]
