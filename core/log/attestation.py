"""What a seal says beyond its head: the tree over its stream, and what its author saw of another.

::

    version u8 (1), Merkle root 32s, then nothing or one witnessed head:
    sequence u64, chain 32s, stream bytes to the end

The root is over the headers of the stream's records up to the sealed one
(:mod:`core.log.merkle`). The witnessed head is that of the record its author had taken in last
before it wrote, or the one it swore to before when it has taken in nothing since: so whoever
cuts the end off a log is contradicted by the seals of whoever sold after having heard of it, and
a log that shows two faces is caught by comparing what others saw.

Receivers keep the extension of a seal as it is, whatever its version, for an auditor.
"""

from __future__ import annotations

import struct
from typing import NamedTuple, Self

from core.errors import MalformedError
from core.identity import StreamId

ATTESTATION_VERSION = 1
"""The first byte of an extension that is laid out as above."""

_ROOT = struct.Struct(">B32s")
_HEAD = struct.Struct(">Q32s")


class Witnessed(NamedTuple):
    """A record of somebody else's stream that the author of a seal held when it sealed."""

    stream: StreamId
    sequence: int
    chain: bytes


class Attestation(NamedTuple):
    """The extension of a seal."""

    root: bytes
    witnessed: Witnessed | None = None

    def to_bytes(self) -> bytes:
        """Return the bytes that stand in a seal's extension."""
        root = _ROOT.pack(ATTESTATION_VERSION, self.root)
        if self.witnessed is None:
            return root
        stream, sequence, chain = self.witnessed
        return root + _HEAD.pack(sequence, chain) + stream.to_bytes()

    @classmethod
    def from_bytes(cls, extension: bytes) -> Self | None:
        """Read an extension; None when it is empty or of a version this program does not know.

        Raises :class:`MalformedError` when it claims to be of this version and is not.
        """
        if not extension or extension[0] != ATTESTATION_VERSION:
            return None
        try:
            _, root = _ROOT.unpack_from(extension)
            rest = extension[_ROOT.size :]
            if not rest:
                return cls(root)
            sequence, chain = _HEAD.unpack_from(rest)
        except struct.error:
            raise MalformedError("A seal's extension is cut short.") from None
        return cls(root, Witnessed(StreamId.from_bytes(rest[_HEAD.size :]), sequence, chain))
