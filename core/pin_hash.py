"""PINs: Argon2id (RFC 9106), the one module that hashes them.

A PIN of four digits is guessed by whoever has its hash and an evening. The hash makes each
guess cost what a till can afford; what keeps guesses few at the counter is the throttle
(:mod:`core.shop.pin_throttle`).
"""

from __future__ import annotations

import struct
from hmac import compare_digest
from typing import NamedTuple

from nacl.pwhash import argon2id

from core.errors import MalformedError

SALT_BYTES, DIGEST_BYTES = 16, 32
"""Lengths of a salt and of what is kept of a PIN."""

_VERIFIER = struct.Struct(f">BI{SALT_BYTES}s{DIGEST_BYTES}s")


class PinCost(NamedTuple):
    """What one guess costs: passes over so much memory."""

    passes: int
    memory_kib: int


PIN_COST = PinCost(passes=2, memory_kib=19_456)
"""What OWASP's cheat sheet asks for at least; 35 to 40 ms on the machine it was measured on, so
that a till four times slower still answers in 150 ms."""

COST_MAX = PinCost(passes=16, memory_kib=262_144)
"""The dearest PIN that is looked at: a peer's event must not stop a till for minutes."""

COST_MIN = PinCost(passes=1, memory_kib=8)
"""The least the function takes: for tests and virtual tills."""


class PinVerifier(NamedTuple):
    """What is kept of a PIN: enough to know it again, not enough to read it."""

    cost: PinCost
    salt: bytes
    digest: bytes

    @classmethod
    def make(cls, pin: str, salt: bytes, cost: PinCost) -> PinVerifier:
        """Hash a PIN; ``salt`` must never have been used before, and need not be secret."""
        return cls(cost, salt, _digest(pin, salt, cost))

    def is_made_of(self, pin: str) -> bool:
        """Return whether it was made of this PIN, after the time the cost takes."""
        return compare_digest(_digest(pin, self.salt, self.cost), self.digest)

    def to_bytes(self) -> bytes:
        """Return the form that stands in events."""
        return _VERIFIER.pack(*self.cost, self.salt, self.digest)

    @classmethod
    def from_bytes(cls, data: bytes) -> PinVerifier:
        """Read that form; raises :class:`MalformedError` also when the cost is out of bounds."""
        if len(data) != _VERIFIER.size:
            raise MalformedError("A PIN's hash has the wrong length.")
        passes, memory_kib, salt, digest = _VERIFIER.unpack(data)
        if not COST_MIN.passes <= passes <= COST_MAX.passes:
            raise MalformedError("A PIN's hash takes too many passes.")
        if not COST_MIN.memory_kib <= memory_kib <= COST_MAX.memory_kib:
            raise MalformedError("A PIN's hash takes too much memory.")
        return cls(PinCost(passes, memory_kib), salt, digest)


def _digest(pin: str, salt: bytes, cost: PinCost) -> bytes:
    return argon2id.kdf(
        DIGEST_BYTES, pin.encode(), salt, opslimit=cost.passes, memlimit=cost.memory_kib << 10
    )
