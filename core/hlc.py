"""Hybrid logical clock: orders things for people and breaks ties, never decides correctness.

A stamp is one integer, 48 bits of milliseconds since 1970 above a 16-bit counter, after
Kulkarni et al., "Logical Physical Clocks" (2014). Unlike the paper, a stamp that is too
far ahead of our own clock is not followed (invariant I13): a peer whose clock says 2099
is believed about its facts, not about the time.
"""

from __future__ import annotations

from core.marks import Mark

_SET_BACK = Mark("hlc.set-back")
_NOT_FOLLOWED = Mark("hlc.not-followed")

COUNTER_BITS = 16
"""Bits below the milliseconds: 65,536 stamps in one millisecond before time is borrowed."""

HLC_MAX = 2**64 - 1
"""Largest stamp a record header can hold."""

MS_BITS = 48
"""Bits of the milliseconds: a revision above them goes before any clock (decision 0015)."""

MS_MAX = 2**MS_BITS - 1
"""Largest millisecond a stamp can hold: the year 10889."""

AHEAD_MS_MAX = 60_000
"""How far ahead of ours a peer's clock may be and still be followed: one minute, more than
any till with working time synchronisation drifts, less than a clerk would notice."""


def stamp(milliseconds: int, counter: int = 0) -> int:
    """Return the stamp of a moment in milliseconds since 1970 and a counter."""
    return milliseconds << COUNTER_BITS | counter


def milliseconds_of(hlc: int) -> int:
    """Return the milliseconds since 1970 of a stamp."""
    return hlc >> COUNTER_BITS


def tick(last: int, now_ms: int) -> int:
    """Return the next stamp of a clock that last gave ``last``, at ``now_ms``.

    Always greater than ``last``; a counter that overflows borrows the next millisecond.
    """
    physical = max(0, min(now_ms, MS_MAX)) << COUNTER_BITS
    following = physical if physical > last else last + 1
    if physical < last >> COUNTER_BITS << COUNTER_BITS:
        _SET_BACK.hit()
    assert following <= HLC_MAX, "a clock past the year 10889"
    return following


def observe(last: int, remote: int, now_ms: int) -> int:
    """Return our clock after seeing a peer's stamp ``remote``, at ``now_ms``.

    The result is never below ``last``, and never follows a stamp more than
    :data:`AHEAD_MS_MAX` ahead of ``now_ms``: measured from our clock and not from ``last``,
    so that a peer cannot drag us on in small steps.
    """
    if remote <= last:
        return last
    if milliseconds_of(remote) > now_ms + AHEAD_MS_MAX:
        _NOT_FOLLOWED.hit()
        return last
    return remote
