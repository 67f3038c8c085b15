"""Round trips and clocks measured by HAVEs, and that nobody's clock moves by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hlc import AHEAD_MS_MAX, MS_MAX, milliseconds_of
from replication.clocks import NO_CLOCK, ClockWords, PeerClock
from replication.limits import CLOCK_SAMPLES_KEPT
from replication.messages import Have
from replication.wire import U64_MAX
from tests.replication.wire_node import START_MS, Node
from tests.replication.wire_world import Faults, World

YEAR_MS = 365 * 86_400_000


def have(words: ClockWords) -> Have:
    return Have(1, (), bytes(16), *words)


def skew(node: Node) -> int:
    (peer,) = node.replica.peers.values()
    assert peer.clock.best is not None
    return peer.clock.best.skew_ms


@given(
    st.integers(-60 * YEAR_MS, 60 * YEAR_MS),
    st.lists(st.tuples(*[st.integers(0, 900)] * 3), min_size=2, max_size=12),
)
def test_the_skew_is_wrong_by_half_the_round_trip_at_most(
    skew_ms: int, trips: list[tuple[int, int, int]]
) -> None:
    ours, theirs = PeerClock(), PeerClock()
    now_ms = 0
    for out_ms, held_ms, back_ms in trips:
        said = ours.say(now_ms / 1000, START_MS + now_ms)
        now_ms += out_ms
        theirs.hear(have(said), now_ms / 1000, START_MS + skew_ms + now_ms)
        now_ms += held_ms
        answer = theirs.say(now_ms / 1000, START_MS + skew_ms + now_ms)
        now_ms += back_ms
        ours.hear(have(answer), now_ms / 1000, START_MS + now_ms)
        now_ms += 1
    best = ours.best
    assert best is not None
    least = min(out + back for out, _, back in trips[-CLOCK_SAMPLES_KEPT:])
    assert abs(best.rtt_ms - least) <= 2
    # A clock before 1970 cannot be told: it shows the first moment of that year.
    if START_MS + skew_ms > 0:
        assert abs(best.skew_ms - skew_ms) <= best.rtt_ms / 2 + 2


@given(st.integers(0, U64_MAX), st.integers(0, U64_MAX), st.integers(0, U64_MAX))
def test_numbers_made_up_by_a_peer_do_no_harm(clock_ms: int, echo_ms: int, held_ms: int) -> None:
    clock = PeerClock()
    clock.say(5.0, START_MS)
    clock.hear(have(ClockWords(clock_ms, echo_ms, held_ms)), 5.01, START_MS + 10)
    said = clock.say(6.0, START_MS + 1000)
    assert all(0 <= number <= U64_MAX for number in said)
    assert clock.best is None or clock.best.rtt_ms >= 0


def test_an_echo_of_what_was_never_said_measures_nothing() -> None:
    clock = PeerClock()
    clock.say(5.0, START_MS)
    clock.hear(have(ClockWords(START_MS, START_MS - 1, 0)), 5.01, START_MS)
    clock.hear(have(ClockWords(START_MS, START_MS, 900)), 5.01, START_MS)
    assert clock.best is None


@pytest.mark.parametrize("now_ms", [-5, 0, MS_MAX, MS_MAX + 5])
def test_a_clock_beyond_all_bounds_is_told_within_them(now_ms: int) -> None:
    assert 0 <= PeerClock().say(1.0, now_ms).clock_ms <= MS_MAX


def test_without_a_word_of_the_peer_nothing_is_echoed() -> None:
    assert PeerClock().say(1.0, 7) == (7, 0, 0)
    assert NO_CLOCK == (0, 0, 0)


def test_both_sides_measure_the_same_skew_with_opposite_signs() -> None:
    world = World(1)
    ada, bob = [world.add(name) for name in ("ada", "bob")]
    bob.clock_off_ms = 73 * YEAR_MS
    world.join(ada, bob)
    world.pass_time(6)
    assert abs(skew(ada) - 73 * YEAR_MS) <= 30
    assert abs(skew(bob) + 73 * YEAR_MS) <= 30
    assert ada.replica.peers[b"to bob"].clock.best is not None


def test_a_slow_and_lossy_link_is_measured_too() -> None:
    world = World(2, Faults(loss=0.3, delay_s=(0.2, 0.4)))
    ada, bob = [world.add(name) for name in ("ada", "bob")]
    world.join(ada, bob)
    world.pass_time(60)
    (peer,) = ada.replica.peers.values()
    assert peer.clock.best is not None
    assert 400 <= peer.clock.best.rtt_ms <= 800
    assert abs(peer.clock.best.skew_ms) <= 102


def test_a_clock_that_was_put_right_is_right_soon() -> None:
    world = World(3)
    ada, bob = [world.add(name) for name in ("ada", "bob")]
    bob.clock_off_ms = -YEAR_MS
    world.join(ada, bob)
    world.pass_time(5)
    assert skew(ada) < -YEAR_MS + 100
    bob.clock_off_ms = 0
    world.pass_time(1.3 * (CLOCK_SAMPLES_KEPT + 1))
    assert abs(skew(ada)) < 100


@pytest.mark.parametrize("off_ms", [73 * YEAR_MS, -START_MS])
def test_a_mad_clock_moves_no_other_and_sells_on(off_ms: int) -> None:
    world = World(4)
    nodes = [world.add(name) for name in ("ada", "bob", "eve")]
    nodes[2].clock_off_ms = off_ms
    world.join_all(nodes)
    for _ in range(5):
        for node in nodes:
            node.sell()
        world.pass_time(2)
    world.until_level(5)
    for node in nodes[:2]:
        with node.log.read() as view:
            written_ms = milliseconds_of(view.head(node.stream()).hlc)
        assert START_MS <= written_ms <= START_MS + world.now * 1000 + AHEAD_MS_MAX
    assert nodes[0].heads()[nodes[2].stream()] == 5
