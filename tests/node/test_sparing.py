"""A till has its turn between two transactions of its replicator, and never waits for several."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from node.processes.doorbell import ANSWERED, ATTENDED
from node.processes.sparing import SELLING_S, TURN_S, Sparing
from node.system_clock import monotonic_s


def ringing(sparing: Sparing, words: Iterable[bytes]) -> tuple[Callable[[], None], list[int]]:
    """Return a way to listen by which one of these words is heard each time, and what counts."""
    left, listened = iter(words), [0]

    def listen() -> None:
        listened[0] += 1
        sparing.rung(next(left, b""))

    return listen, listened


def test_where_nobody_asks_a_rest_is_one_look() -> None:
    sparing = Sparing()
    listen, listened = ringing(sparing, [])
    sparing.rest(listen)
    assert listened == [1]
    assert not sparing.is_selling(monotonic_s())


def test_whoever_asked_has_the_log_until_the_answer() -> None:
    sparing = Sparing()
    listen, listened = ringing(sparing, [ATTENDED, b"", b"", ANSWERED])
    sparing.rest(listen)
    assert listened == [4]
    assert sparing.is_selling(monotonic_s())
    assert not sparing.is_selling(monotonic_s() + SELLING_S)


def test_an_answer_that_stays_out_is_waited_for_once() -> None:
    sparing = Sparing()
    listen, listened = ringing(sparing, [ATTENDED])
    before = monotonic_s()
    sparing.rest(listen)
    assert monotonic_s() - before >= TURN_S
    listened[0] = 0
    sparing.rest(listen)
    assert listened == [1]
