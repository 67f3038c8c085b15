"""Hypothesis strategies for what happens at a drawer, in shifts and in drills, each on its own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hypothesis import strategies as st

from core.shop.shift import Coins, Shift
from core.shop.training import TrainingSale
from tests.people_acts import ids

if TYPE_CHECKING:
    from tests.strategies import Act, Vocabulary

OPENED: dict[str, Any] = {
    "location": "north",
    "till": "N1",
    "series": "N1",
    "currency": "EUR",
    "business_day": 19_000,
    "float_minor": 100,
}


def open_shift(*, id: UUID, timestamp: datetime, **fields: Any) -> Shift:
    """Open a shift of one series: no receipt is printed, so it has no number to take."""
    return Shift.open(id=id, timestamp=timestamp, **(OPENED | fields))


def move_cash(*, id: UUID, timestamp: datetime, **fields: Any) -> Shift:
    """Open a shift and put cash in, or take it out."""
    shift = open_shift(id=id, timestamp=timestamp)
    shift.move_cash(timestamp, **fields)
    return shift


def open_drawer(*, id: UUID, timestamp: datetime, **fields: Any) -> Shift:
    """Open a shift and its drawer."""
    shift = open_shift(id=id, timestamp=timestamp)
    shift.open_drawer(timestamp, **fields)
    return shift


def count(*, id: UUID, timestamp: datetime, **fields: Any) -> Shift:
    """Open a shift and count its drawer."""
    shift = open_shift(id=id, timestamp=timestamp)
    shift.count(timestamp, **fields)
    return shift


def close(*, id: UUID, timestamp: datetime, **fields: Any) -> Shift:
    """Open a shift and close it, with whatever Z."""
    shift = open_shift(id=id, timestamp=timestamp)
    shift.close(timestamp, **fields)
    return shift


def shift_acts(say: Vocabulary) -> dict[str, st.SearchStrategy[Act]]:
    """Everything that happens at a drawer, by the name of its event's kind."""
    from tests.strategies import Act

    who = {"cashier": st.sampled_from(["", "ann", "bob"])}
    opened = {
        "location": say.location,
        "till": say.tender,
        "business_day": st.integers(0, 20_000),
        "float_minor": st.integers(0, 9_999),
    }
    coins = st.lists(
        st.builds(Coins, st.integers(1, 500), st.integers(0, 9)),
        max_size=3,
        unique_by=lambda c: c[0],
    )
    closed = {
        "number": st.integers(1, 5),
        "first": st.integers(1, 3),
        "last": st.integers(3, 9),
        "report": st.binary(max_size=9),
        "digest": ids.map(lambda half: half + half),
    }
    cash = {"amount_minor": st.integers(-999, 999).filter(bool), "reason": say.tender}
    made: dict[str, tuple[Any, dict[str, st.SearchStrategy[Any]]]] = {
        "shift.opened": (open_shift, opened),
        "cash.moved": (move_cash, cash),
        "drawer.opened": (open_drawer, {"reason": say.tender}),
        "shift.counted": (count, {"coins": coins}),
        "shift.closed": (close, closed),
    }
    training = {
        "drill": st.uuids(),
        "number": st.integers(1, 3),
        "till": say.tender,
        "total_minor": st.integers(0, 9_999),
    }
    trained = st.builds(
        Act, st.just(TrainingSale.ring_up), st.fixed_dictionaries(training), say.at_ms
    )
    return {"training.sold": trained} | {
        kind: st.builds(Act, st.just(decide), st.fixed_dictionaries({**fields, **who}), say.at_ms)
        for kind, (decide, fields) in made.items()
    }
