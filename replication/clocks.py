"""Round trips and clocks: how far a peer's clock is from ours, from three numbers in each HAVE.

As in NTP (RFC 5905, section 8): a HAVE says what our clock shows, what the peer's clock showed
when we last heard it, and how long ago that is. Nothing is ever set by it: a clock that is off
is told to people, and no other clock moves (invariant I13).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from core.hlc import MS_MAX
from replication.limits import CLOCK_SAMPLES_KEPT
from replication.messages import Have


class ClockSample(NamedTuple):
    """One measurement of a peer's clock."""

    rtt_ms: int
    """How long a message takes to the peer and back, without what it waited there."""
    skew_ms: int
    """The peer's clock less ours; wrong by half the round trip at most."""


class ClockWords(NamedTuple):
    """The three numbers of a HAVE; all 0 where nothing is known."""

    clock_ms: int = 0
    """What our clock shows, in milliseconds since 1970."""
    echo_ms: int = 0
    """What the peer's showed in the last HAVE we heard from it; 0: none yet."""
    held_ms: int = 0
    """How long ago we heard that."""


NO_CLOCK = ClockWords()
"""What is said where nobody measures."""


@dataclass(slots=True)
class PeerClock:
    """What is known of the clock at the other end of one link."""

    _said: dict[int, float] = field(default_factory=dict)
    """What our clock showed in the last HAVEs, and when that was by the clock that never jumps."""
    _heard: tuple[int, float] = (0, 0.0)
    """What the peer's clock showed, and when we heard it."""
    _samples: deque[ClockSample] = field(default_factory=lambda: deque(maxlen=CLOCK_SAMPLES_KEPT))

    def say(self, now: float, now_ms: int) -> ClockWords:
        """Return the numbers of the HAVE that is sent now."""
        clock_ms = now_ms if 0 <= now_ms <= MS_MAX else max(0, min(now_ms, MS_MAX))
        said = self._said
        said[clock_ms] = now
        if len(said) > CLOCK_SAMPLES_KEPT:
            del said[next(iter(said))]
        echo_ms, heard_s = self._heard
        return ClockWords(clock_ms, echo_ms, int((now - heard_s) * 1000) if echo_ms else 0)

    def hear(self, have: Have, now: float, now_ms: int) -> None:
        """Learn from the numbers of a HAVE; what cannot be is left aside."""
        _, _, _, clock_ms, echo_ms, held_ms = have
        self._heard = (clock_ms, now)
        said_s = self._said.get(echo_ms) if echo_ms else None
        if said_s is None:
            return
        rtt_ms = round((now - said_s) * 1000) - held_ms
        # A millisecond less than none is rounding, more is a peer that makes its numbers up.
        if rtt_ms >= -1:
            rtt_ms = 0 if rtt_ms < 0 else rtt_ms
            self._samples.append(ClockSample(rtt_ms, clock_ms + rtt_ms // 2 - now_ms))

    @property
    def best(self) -> ClockSample | None:
        """The sample of the least round trip among the last few: the least disturbed one."""
        return min(self._samples, default=None, key=lambda sample: sample.rtt_ms)
