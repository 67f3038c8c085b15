"""What a till had seen of a ticket, where a stream turns out to have two histories."""

from __future__ import annotations

import pytest

from core.identity import StreamId
from core.shop.ticket_seen import Seen

OWN = StreamId(bytes(16), 1, "branch:north")
LANE, LATER = OWN.lane(5, b"\1" * 32), OWN.lane(9, b"\2" * 32)
OTHER = StreamId(b"\1" * 16, 1, "branch:north")


def seen(at: StreamId, **through: int) -> Seen:
    names = {"own": OWN, "other": OTHER}
    return Seen(at.to_bytes(), tuple((names[name].to_bytes(), to) for name, to in through.items()))


@pytest.mark.parametrize(
    ("stream", "last"), [(OWN, 8), (OTHER, 3), (LANE, 0), (OTHER.lane(2, bytes(32)), 0)]
)
def test_a_cut_goes_as_far_as_it_says_of_each_stream_by_its_name(
    stream: StreamId, last: int
) -> None:
    cut = seen(OWN, own=8, other=3)
    covered = [at for at in range(1, 20) if cut.covers((stream.to_bytes(), at))]
    assert covered == list(range(1, last + 1))


def test_of_a_stream_nobody_names_nothing_was_seen() -> None:
    assert not seen(OWN, own=8).covers((OTHER.to_bytes(), 1))
    assert not seen(LANE, other=8).covers((OWN.to_bytes(), 1))


@pytest.mark.parametrize(
    ("stream", "covered"),
    [(OWN, range(1, 5)), (LANE, range(5, 9)), (LATER, range(0)), (OTHER, range(1, 4))],
)
def test_what_stands_in_a_lane_saw_that_lane_and_what_it_goes_on_from(
    stream: StreamId, covered: range
) -> None:
    cut = seen(LANE, own=8, other=3)
    places = range(stream.start, 20)
    assert [at for at in places if cut.covers((stream.to_bytes(), at))] == list(covered)
