"""The clock grows, keeps near the real time, and follows nobody far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hlc import AHEAD_MS_MAX, HLC_MAX, MS_MAX, milliseconds_of, observe, stamp, tick

STAMPS = st.integers(0, HLC_MAX - 1)
TIMES = st.integers(-(2**60), 2**60)


def test_a_stamp_is_milliseconds_above_a_counter() -> None:
    assert stamp(1, 2) == 0x10002
    assert milliseconds_of(stamp(1_700_000_000_000, 65_535)) == 1_700_000_000_000
    assert stamp(MS_MAX, 65_535) == HLC_MAX


@given(last=STAMPS, now_ms=TIMES)
def test_a_tick_always_grows_and_fits(last: int, now_ms: int) -> None:
    assert last < tick(last, now_ms) <= HLC_MAX


def test_a_tick_takes_the_time_when_it_has_moved_on_and_counts_when_not() -> None:
    assert tick(stamp(5, 9), 6) == stamp(6)
    assert tick(stamp(5, 9), 5) == stamp(5, 10)
    assert tick(stamp(5, 9), 1) == stamp(5, 10)
    assert tick(stamp(5, 65_535), 5) == stamp(6)
    assert tick(0, -1) == 1


def test_a_clock_past_the_last_stamp_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        tick(HLC_MAX, 0)


@given(last=STAMPS, remote=st.integers(0, HLC_MAX), now_ms=TIMES)
def test_observing_never_goes_back_nor_past_the_bound(last: int, remote: int, now_ms: int) -> None:
    seen = observe(last, remote, now_ms)
    assert seen in (last, remote)
    assert seen >= last
    assert seen == last or milliseconds_of(seen) <= now_ms + AHEAD_MS_MAX


def test_a_peer_within_the_bound_is_followed_and_beyond_it_is_not() -> None:
    now_ms = 1_000_000
    near, far = stamp(now_ms + AHEAD_MS_MAX, 7), stamp(now_ms + AHEAD_MS_MAX + 1)
    assert observe(stamp(now_ms), near, now_ms) == near
    assert observe(stamp(now_ms), far, now_ms) == stamp(now_ms)


def test_a_peer_cannot_drag_the_clock_on_in_small_steps() -> None:
    last, now_ms = 0, 1_000
    for step in range(10):
        last = observe(last, stamp(now_ms + AHEAD_MS_MAX * (step + 1)), now_ms)
    assert milliseconds_of(last) == now_ms + AHEAD_MS_MAX
