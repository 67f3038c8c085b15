"""Seals: the origin's signature over a head.

One seal a commit, not one an event: the chain makes it cover everything before it. The
signed message is rebuilt from what the receiver already knows, so a seal on the wire is a
signature and an extension. What our own seals say there is :mod:`core.log.attestation`'s affair;
another version's finds its room without a change of format.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from core.errors import MalformedError, SealError
from core.identity import Signer, StreamId, Verifier, author_id
from core.marks import Mark

_OTHER_KEY = Mark("seal.other-key")
_FALSE = Mark("seal.false")

SIGNATURE_BYTES = 64
"""Length of an Ed25519 signature."""

EXTENSION_BYTES_MAX = 4096
"""Room for a seal's extension: a Merkle root, and thirty witnessed heads if it came to that."""

_DOMAIN = b"tillmesh seal 1\0"
_MESSAGE = struct.Struct(">QQ32sH")


class Seal(NamedTuple):
    """A signature over a head, and the further facts it covers."""

    signature: bytes
    extension: bytes = b""

    def to_bytes(self) -> bytes:
        """Return the stored form: signature, then extension."""
        return self.signature + self.extension

    @classmethod
    def from_bytes(cls, data: bytes) -> Seal:
        """Read the stored form; raises :class:`MalformedError` on another length."""
        if not SIGNATURE_BYTES <= len(data) <= SIGNATURE_BYTES + EXTENSION_BYTES_MAX:
            raise MalformedError(f"A seal has {len(data)} bytes.")
        return cls(data[:SIGNATURE_BYTES], data[SIGNATURE_BYTES:])


def seal_message(
    stream: StreamId, sequence: int, hlc: int, chain: bytes, extension: bytes
) -> bytes:
    """Return the bytes a seal signs: which head of which stream, at what time.

    Of a lane that is its base: whoever wrote it knew of no lane.
    """
    head = _MESSAGE.pack(sequence, hlc, chain, len(extension))
    return _DOMAIN + head + extension + stream.base.to_bytes()


def make_seal(
    signer: Signer,
    stream: StreamId,
    sequence: int,
    hlc: int,
    chain: bytes,
    extension: bytes = b"",
) -> Seal:
    """Seal the head of one of our own streams."""
    message = seal_message(stream, sequence, hlc, chain, extension)
    return Seal(signer.sign(message), extension)


def check_seal(
    verifier: Verifier,
    public_key: bytes,
    stream: StreamId,
    sequence: int,
    hlc: int,
    chain: bytes,
    seal: Seal,
) -> None:
    """Check a seal over a head; raises :class:`SealError` saying what does not hold."""
    if author_id(public_key) != stream.author:
        _OTHER_KEY.hit()
        raise SealError(f"The key offered for stream {stream} is not its author's.")
    message = seal_message(stream, sequence, hlc, chain, seal.extension)
    if not verifier(public_key, message, seal.signature):
        _FALSE.hit()
        raise SealError(f"The seal over {stream} at {sequence} does not verify.")
