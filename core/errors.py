"""Every error Tillmesh raises on purpose, and whose fault it is.

::

    TillmeshError
    +-- RefusedError              the caller asked for something the shop's rules refuse
    |   +-- SignedOutError        nobody is there to do it: somebody must sign in first
    |   +-- NotAllowedError       whoever is there may not do it
    +-- RemoteError               a peer, or a file a peer wrote, broke the protocol
    |   +-- MalformedError        bytes that cannot be read
    |   +-- GapError              records that do not follow our head
    |   +-- ForkError             two records for one (stream, sequence)
    |   +-- SealError             a seal that does not verify
    |   +-- UnknownOriginError    records of a node no certificate speaks for
    |   +-- ClosedStreamError     records beyond the closing head of a revoked node
    +-- StorageError              the disk or the data directory
        +-- StorageFullError      no room: nothing was written
        +-- StorageDamagedError   the data file cannot be trusted
        +-- StorageInUseError     another process holds the data directory

Anything else that escapes is a bug in Tillmesh: assertions, never these.
"""

from __future__ import annotations

from typing import NamedTuple


class TillmeshError(Exception):
    """Base of every error raised on purpose; its text is one sentence for a person."""


class RefusedError(TillmeshError):
    """The caller asked for something the shop's rules refuse; nothing was changed."""


class SignedOutError(RefusedError):
    """Nobody is there to do it: somebody must sign in first."""


class Needs(NamedTuple):
    """The leave that would lift a refusal: what for, about what, and how much of it."""

    permission: str
    about: str
    measure: int


class NotAllowedError(RefusedError):
    """Whoever is there may not do it, or not so much of it."""

    def __init__(self, message: str, *, needs: Needs | None = None) -> None:
        """Keep the leave that would lift it; None where nobody's would."""
        super().__init__(message)
        self.needs = needs


class RemoteError(TillmeshError):
    """A peer, or a file a peer wrote, broke the protocol; nothing was changed."""


class MalformedError(RemoteError):
    """Bytes that cannot be read as what they claim to be."""


class GapError(RemoteError):
    """Records that do not follow our head: something before them is missing."""

    def __init__(self, message: str, *, held: int, offered: int) -> None:
        """Keep the sequence ``held`` and the first sequence ``offered``."""
        super().__init__(message)
        self.held = held
        self.offered = offered


class ForkError(RemoteError):
    """Two different records for one (stream, sequence)."""

    def __init__(self, message: str, *, sequence: int) -> None:
        """Keep the ``sequence`` at which the two histories differ."""
        super().__init__(message)
        self.sequence = sequence


class SealError(RemoteError):
    """A seal that does not verify: the records are not what the origin signed."""


class UnknownOriginError(RemoteError):
    """Records of a node that no certificate we hold speaks for; one may come yet."""


class ClosedStreamError(RemoteError):
    """Records beyond the closing head of a revoked node; the head may be extended yet."""


class StorageError(TillmeshError):
    """The disk or the data directory cannot do what was asked."""


class StorageFullError(StorageError):
    """No room left; the transaction was rolled back and nothing was written."""


class StorageStoppedError(StorageError):
    """A flush failed: this process can write no more until it opens the data file again."""


class StorageDamagedError(StorageError):
    """The data file cannot be trusted."""


class StorageInUseError(StorageError):
    """Another process holds the data directory."""
