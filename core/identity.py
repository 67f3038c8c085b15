"""Who writes: authors, origins and streams.

An author is an Ed25519 key; its id is the first 16 bytes of the SHA-256 of the public
key, so a key presented by anybody proves itself. An origin is (author, epoch): the only
writer of its streams, never reused. A stream is what one origin writes for one scope. Where
an origin has written two histories of one, each further one is kept as a lane: a stream of its
own, named after the first record in which it differs.
"""

from __future__ import annotations

import hashlib
import re
import struct
from functools import lru_cache
from typing import NamedTuple, Protocol

from core.errors import MalformedError

AUTHOR_BYTES = 16
"""Length of an author id. 128 bits: forging one means a second SHA-256 preimage."""

SCOPE_BYTES_MAX = 64
"""Longest scope in UTF-8 bytes: ``branch:`` and a branch name; it stands in every header."""

LANE_MARK = "#"
"""What parts a scope from the name of a lane; no scope may contain it."""

LANE_CHAIN_BYTES = 8
"""Bytes of a chain hash in a lane's name. Two lanes of one name take an author who forges, and
then the second is refused."""

LANE_BYTES_MAX = 1 + 20 + 1 + 2 * LANE_CHAIN_BYTES
"""Longest end of a lane's id: mark, sequence, dot, and the chain hash in hexadecimal."""

COMPANY_SCOPE = "company"
"""The scope every node subscribes to."""

STREAMS_KEPT = 32_768
"""Streams a process remembers having read: a hub of as many tills reads each one's bytes once. At
most ten megabytes."""

FIRST_EPOCH = 1
"""The epoch of a node that never had to doubt its log."""

_DICE_BITS = 16
_LANE = re.compile(rf"[^#]+#([1-9][0-9]{{0,19}})\.[0-9a-f]{{{2 * LANE_CHAIN_BYTES}}}")

_PREFIX = struct.Struct(f">{AUTHOR_BYTES}sI")


class Origin(NamedTuple):
    """The only writer of its streams: an author id and the epoch it writes in."""

    author: bytes
    epoch: int


class StreamId(NamedTuple):
    """All events of one origin for one scope, in sequences 1..n, or a lane of them.

    A lane's scope goes on after :data:`LANE_MARK` with the sequence at which its history begins
    to differ, a dot, and the first bytes of its first record's chain hash. Its records, and
    the seals over them, name the stream it is a lane of: its ``base``.
    """

    author: bytes
    epoch: int
    scope: str

    @property
    def origin(self) -> Origin:
        """The origin that alone may write this stream."""
        return Origin(self.author, self.epoch)

    @property
    def is_lane(self) -> bool:
        """Whether this is a further history of a stream that forked."""
        return LANE_MARK in self.scope

    @property
    def base_scope(self) -> str:
        """The scope that the records name and that peers subscribe to."""
        return self.scope.partition(LANE_MARK)[0]

    @property
    def base(self) -> StreamId:
        """The stream this is a lane of; any other stream is its own base."""
        return self._replace(scope=self.base_scope) if self.is_lane else self

    @property
    def start(self) -> int:
        """The first sequence: 1, and of a lane the one at which its history differs."""
        return int(self.scope.partition(LANE_MARK)[2].partition(".")[0]) if self.is_lane else 1

    def lane(self, start: int, chain: bytes) -> StreamId:
        """Return the lane of this base whose record ``start`` ends with ``chain``."""
        name = f"{start}.{chain[:LANE_CHAIN_BYTES].hex()}"
        return self._replace(scope=f"{self.base_scope}{LANE_MARK}{name}")

    def to_bytes(self) -> bytes:
        """Return the canonical bytes: author, epoch (u32), scope in UTF-8."""
        return _PREFIX.pack(self.author, self.epoch) + self.scope.encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> StreamId:
        """Read canonical bytes; raises :class:`MalformedError` on anything else."""
        return _read_stream(data)

    def __str__(self) -> str:
        """Short form for people: first bytes of the author, epoch and scope.

        What cannot be shown of a scope is spelled out: a stream may be anybody's.
        """
        scope = self.scope if self.scope.isprintable() else repr(self.scope)[1:-1]
        return f"{self.author.hex()[:8]}.{self.epoch}/{scope}"


@lru_cache(STREAMS_KEPT)
def _read_stream(data: bytes) -> StreamId:
    if not _PREFIX.size < len(data) <= _PREFIX.size + SCOPE_BYTES_MAX + LANE_BYTES_MAX:
        raise MalformedError("A stream id has the wrong length.")
    author, epoch = _PREFIX.unpack_from(data)
    try:
        scope = data[_PREFIX.size :].decode()
    except UnicodeDecodeError:
        raise MalformedError("A stream's scope is not UTF-8 text.") from None
    if LANE_MARK not in scope:
        if len(data) > _PREFIX.size + SCOPE_BYTES_MAX:
            raise MalformedError("A stream id has the wrong length.")
        return StreamId(author, epoch, scope)
    lane = _LANE.fullmatch(scope)
    # The first record of a lane must be able to stand in a log: a sequence is a u64.
    if lane is None or int(lane[1]) >= 2**64:
        raise MalformedError("A stream's scope ends with something that is no lane.")
    if len(scope.partition(LANE_MARK)[0].encode()) > SCOPE_BYTES_MAX:
        raise MalformedError("A stream id has the wrong length.")
    return StreamId(author, epoch, scope)


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


@lru_cache(STREAMS_KEPT)
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
