"""How a replicator leaves its till room to write: little at a time, and never out of turn."""

from __future__ import annotations

from collections.abc import Callable

from node import system_clock
from node.processes.doorbell import ANSWERED, ATTENDED

SELLING_S = 10.0
"""How long after it was last asked something a till counts as selling and takes small
transactions."""

INGEST_PAUSE_S = 0.001
"""Rest after each transaction of a till's replicator: LMDB's lock on writing is not fair, and
without a rest whoever ingests has it back before the waiting sale wakes."""

SELLING_PAUSE_S = 0.01
"""The same while the till sells: four of five sales then meet no transaction at all, and still two
thousand sales a second come in."""

TURN_S = 0.05
"""How long a till that was asked something has the log to itself at most: many sales long. On a
busy machine a sale wakes later than a rest is over, and would miss one turn after the other."""


class Sparing:
    """What the till's rings say about whether it sells, and whether it is at it just now."""

    def __init__(self) -> None:
        """Nobody was at the till yet."""
        self._attended_s = float("-inf")
        self._is_asked = False

    def rung(self, word: bytes) -> None:
        """Learn that the till was asked something, or that it has answered."""
        if word == ATTENDED:
            self._attended_s = system_clock.monotonic_s()
            self._is_asked = True
        elif word == ANSWERED:
            self._is_asked = False

    def is_selling(self, now: float) -> bool:
        """Return whether somebody is at the till these seconds."""
        return now - self._attended_s < SELLING_S

    def rest(self, listen: Callable[[], None]) -> None:
        """Let the till have its turn between two transactions; ``listen`` hears its rings."""
        now = system_clock.monotonic_s()
        end_s = now + TURN_S
        pause_s = SELLING_PAUSE_S if self.is_selling(now) else INGEST_PAUSE_S
        while True:
            system_clock.pause(pause_s)
            listen()
            if not self._is_asked:
                return
            if system_clock.monotonic_s() >= end_s:
                # It does something long, or the ring was lost: nobody waits for that.
                self._is_asked = False
                return
