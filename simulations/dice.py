"""Dice: one generator a concern, every one of them thrown by the world's seed alone.

A concern that rolls once more must not change what another concern sees; so none of them
shares a generator, and the numbers of one are derived from the seed and its own name.
"""

from __future__ import annotations

import math
import random
from hashlib import sha256

TABLE_BITS = 10
"""Bits of a roll for an exponential number."""

_SCALE = 1 << 16

_EXPONENTIAL = tuple(
    round(-math.log(1 - (index + 0.5) / (1 << TABLE_BITS)) * _SCALE)
    for index in range(1 << TABLE_BITS)
)
"""The exponential distribution of mean 1 in 1,024 steps. Whole numbers: a logarithm that
differs in its last bit on another machine must not make another world."""


def number_of(seed: int, *concern: object) -> int:
    """Return a 256-bit number that the seed and the concern's name alone decide."""
    name = "/".join(str(part) for part in (seed, *concern))
    return int.from_bytes(sha256(name.encode()).digest(), "big")


def dice_of(seed: int, *concern: object) -> random.Random:
    """Return the generator of one concern of the world with this seed."""
    return random.Random(number_of(seed, *concern))


def exponentials(mean: int) -> tuple[int, ...]:
    """Return the numbers of :func:`exponential`, for who draws them often: each is as likely."""
    return tuple(mean * step // _SCALE for step in _EXPONENTIAL)


def exponential(dice: random.Random, mean: int) -> int:
    """Return a whole number, exponentially distributed around ``mean``."""
    return mean * _EXPONENTIAL[dice.getrandbits(TABLE_BITS)] // _SCALE


def happens(dice: random.Random, permille: int) -> bool:
    """Return whether something of this probability, in thousandths, happens now."""
    return dice.getrandbits(20) * 1000 < permille << 20
