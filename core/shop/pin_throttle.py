"""The throttle: wrong PINs make a person wait, longer every time, and lock them out in the end.

It is a till's own affair and no event: the ninth wrong PIN at one till says nothing about the
next till. Counted before the PIN is looked at, so that pulling the plug wins no guess.
"""

from __future__ import annotations

from typing import NamedTuple

FREE_TRIES = 3
"""Wrong PINs without a wait: anybody mistypes."""

DELAY_MS_FIRST, DELAY_MS_MAX = 5_000, 300_000
"""The first wait, doubled with every further wrong PIN, and the longest."""

TRIES_MAX = 10
"""Wrong PINs after which the person is locked out of this till."""

LOCKED_MS = 12 * 3_600_000
"""How long a lock-out lasts unless somebody who looks after users lifts it: until the next day,
so that a shop with one manager is not shut for ever, and twenty guesses a day are all."""


class Throttle(NamedTuple):
    """How often a person's PIN was wrong here since it was last right, and when."""

    tries: int = 0
    last_ms: int = 0

    @property
    def locked(self) -> bool:
        """Whether the person is locked out."""
        return self.tries >= TRIES_MAX

    def wait_ms(self, now_ms: int) -> int:
        """Return how long the next try must wait.

        A clock that was set back makes nobody wait longer than a clock that was not.
        """
        if self.tries < FREE_TRIES:
            return 0
        doublings = self.tries - FREE_TRIES
        delay_ms = LOCKED_MS if self.locked else min(DELAY_MS_FIRST << doublings, DELAY_MS_MAX)
        return min(max(self.last_ms + delay_ms - now_ms, 0), delay_ms)

    def tried(self, now_ms: int) -> Throttle:
        """Return the state with one more try, taken to be wrong until it proves right.

        A lock-out that has run its time leaves one try before the next one.
        """
        return Throttle(min(self.tries + 1, TRIES_MAX), now_ms)
