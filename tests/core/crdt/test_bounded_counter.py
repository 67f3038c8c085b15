"""Rights: never spent twice, never below zero, asked of the richest, not lost with a dead till."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.crdt.bounded_counter import BoundedCounter
from core.identity import AUTHOR_BYTES, StreamId

TILLS = 4
STREAMS = [StreamId(bytes([till + 1]) * AUTHOR_BYTES, 1, "company") for till in range(TILLS)]
ORIGINS = [stream.origin for stream in STREAMS]
SCHEDULES = st.lists(
    st.tuples(
        st.sampled_from(["create", "spend", "grant", "hear", "hear"]),
        st.integers(0, TILLS - 1),
        st.integers(0, TILLS - 1),
        st.integers(1, 9),
    ),
    max_size=60,
)


@settings(max_examples=200)
@given(SCHEDULES)
def test_no_right_is_below_zero_whatever_the_partition(
    schedule: list[tuple[str, int, int, int]],
) -> None:
    """Each till decides by what it knows; everything that ever happened is looked at each time."""
    known = [BoundedCounter() for _ in range(TILLS)]
    for sequence, (act, till, other, amount) in enumerate(schedule, 1):
        mine, enough = STREAMS[till], known[till].rights(ORIGINS[till]) >= amount
        if act == "create":
            known[till] = known[till].created(mine, sequence, amount)
        elif act == "hear":
            known[till] = known[till].merge(known[other])
        elif act == "spend" and enough:
            known[till] = known[till].spent(mine, sequence, amount)
        elif act == "grant" and enough and other != till:
            known[till] = known[till].granted(mine, sequence, ORIGINS[other], amount)
        truth = BoundedCounter()
        for counter in known:
            truth = truth.merge(counter)
        assert all(rights >= 0 for rights in truth.holders().values())
        assert truth.value == sum(truth.holders().values())
        for counter, origin in zip(known, ORIGINS, strict=True):
            assert 0 <= counter.rights(origin) <= truth.rights(origin)


def test_the_richest_is_asked_first_and_nobody_for_more_than_it_has() -> None:
    counter = BoundedCounter()
    for till, amount in enumerate((1, 5, 3, 0)):
        counter = counter.created(STREAMS[till], 1, amount)
    asked = counter.donors(ORIGINS[3], 7)
    assert asked == [(ORIGINS[1], 5), (ORIGINS[2], 2)]
    assert counter.donors(ORIGINS[1], 99) == [(ORIGINS[2], 3), (ORIGINS[0], 1)]
    assert counter.donors(ORIGINS[3], 0) == []


def test_rights_of_a_till_that_will_never_write_again_go_to_who_takes_them_over() -> None:
    counter = BoundedCounter().created(STREAMS[0], 1, 10).granted(STREAMS[0], 2, ORIGINS[1], 6)
    counter = counter.spent(STREAMS[1], 1, 2)
    stranded = counter.rights(ORIGINS[1])
    counter = counter.reclaimed(STREAMS[2], 1, ORIGINS[1], stranded)
    assert counter.holders() == {ORIGINS[0]: 4, ORIGINS[1]: 0, ORIGINS[2]: 4}
    assert counter.value == 8


def test_rights_are_an_origins_whichever_stream_it_writes_of_them() -> None:
    branch = StreamId(*ORIGINS[0], "branch:north")
    counter = BoundedCounter().created(STREAMS[0], 1, 10).spent(branch, 1, 3)
    assert counter.rights(ORIGINS[0]) == 7


def test_an_event_folded_again_changes_nothing() -> None:
    counter = BoundedCounter().created(STREAMS[0], 1, 10).spent(STREAMS[0], 2, 3)
    assert counter.spent(STREAMS[0], 2, 3) == counter
    assert counter.granted(STREAMS[0], 1, ORIGINS[1], 3) == counter
