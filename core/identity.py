"""Who writes: authors, origins and streams.

An author is an Ed25519 key; its id is the first 16 bytes of the SHA-256 of the public
key, so a key presented by anybody proves itself. An origin is (author, epoch): the only
writer of its streams, never reused. A stream is what one origin writes for one scope.
"""

from __future__ import annotations

import hashlib
import struct
from typing import NamedTuple, Protocol

from core.errors import MalformedError

AUTHOR_BYTES = 16
"""Length of an author id. 128 bits: forging one means a second SHA-256 preimage."""

SCOPE_BYTES_MAX = 64
"""Longest scope in UTF-8 bytes: ``branch:`` and a branch name; it stands in every header."""

COMPANY_SCOPE = "company"
"""The scope every node subscribes to."""

FIRST_EPOCH = 1
"""The epoch of a node that never had to doubt its log."""

_DICE_BITS = 16

_PREFIX = struct.Struct(f">{AUTHOR_BYTES}sI")


class Origin(NamedTuple):
    """The only writer of its streams: an author id and the epoch it writes in."""

    author: bytes
    epoch: int


class StreamId(NamedTuple):
    """All events of one origin for one scope, in sequences 1..n."""

    author: bytes
    epoch: int
    scope: str

    @property
    def origin(self) -> Origin:
        """The origin that alone may write this stream."""
        return Origin(self.author, self.epoch)

    def to_bytes(self) -> bytes:
        """Return the canonical bytes: author, epoch (u32), scope in UTF-8."""
        return _PREFIX.pack(self.author, self.epoch) + self.scope.encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> StreamId:
        """Read canonical bytes; raises :class:`MalformedError` on anything else."""
        if not _PREFIX.size < len(data) <= _PREFIX.size + SCOPE_BYTES_MAX:
            raise MalformedError("A stream id has the wrong length.")
        author, epoch = _PREFIX.unpack_from(data)
        try:
            return cls(author, epoch, data[_PREFIX.size :].decode())
        except UnicodeDecodeError:
            raise MalformedError("A stream's scope is not UTF-8 text.") from None

    def __str__(self) -> str:
        """Short form for people: first bytes of the author, epoch and scope.

        What cannot be shown of a scope is spelled out: a stream may be anybody's.
        """
        scope = self.scope if self.scope.isprintable() else repr(self.scope)[1:-1]
        return f"{self.author.hex()[:8]}.{self.epoch}/{scope}"


class Signer(Protocol):
    """A private key that can sign; the real one is :mod:`core.ed25519`."""

    @property
    def public_key(self) -> bytes:
        """The 32-byte public key."""

    def sign(self, message: bytes) -> bytes:
        """Return a 64-byte signature."""


class Verifier(Protocol):
    """Checks a signature made by a :class:`Signer`."""

    def __call__(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Return whether ``signature`` over ``message`` is by ``public_key``."""


def author_id(public_key: bytes) -> bytes:
    """Return the author id of a public key: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(public_key).digest()[:AUTHOR_BYTES]


def branch_scope(branch: str) -> str:
    """Return the scope of one branch's tickets, sales, refunds, shifts and stock."""
    return f"branch:{branch}"


def next_epoch(current: int, dice: int) -> int:
    """Return an epoch after ``current`` for a node that cannot prove it has its whole log.

    The low bits are drawn: one backup restored twice, each time without a network, must not
    write in one epoch twice. ``dice`` is a number nobody can foresee.
    """
    assert current >> _DICE_BITS < (1 << _DICE_BITS) - 1, "sixty-five thousand restores"
    return ((current >> _DICE_BITS) + 1) << _DICE_BITS | dice & ((1 << _DICE_BITS) - 1)
