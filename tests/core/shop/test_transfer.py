"""Transfers: three acts in fixed bytes, and nothing that goes nowhere or is less than nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.errors import RefusedError
from core.shop import kinds
from core.shop.aggregate import moment
from core.shop.transfer import Arrival, ArrivedLine, Cancellation, Dispatch, is_transit, transit_to
from tests.strategies import body_of, kind_of

NOW = moment(1_700_000_000_000)
BASE: dict[str, Any] = {"id": UUID(int=1), "timestamp": NOW}
MILK = [("milk", 1000)]


def send(**changed: Any) -> Dispatch:
    named: dict[str, Any] = {"location": "north", "to": "south", "lines": MILK, "note": "box 7"}
    return Dispatch.send(**BASE, **(named | changed))


def receive(**changed: Any) -> Arrival:
    lines = [ArrivedLine("milk", 800, 200)]
    named: dict[str, Any] = {"location": "south", "transfer": UUID(int=2), "lines": lines}
    return Arrival.receive(**BASE, **(named | changed))


def cancel(**changed: Any) -> Cancellation:
    named: dict[str, Any] = {"location": "north", "to": "south", "transfer": UUID(int=2)}
    return Cancellation.cancel(**BASE, **(named | {"lines": MILK} | changed))


@pytest.mark.parametrize(
    ("decided", "kind", "golden"),
    [
        (
            send(),
            kinds.TRANSFER_DISPATCHED,
            "9601cf0000018bcfe56800a56e6f727468a5736f7574689192a46d696c6bcd03e8a5626f782037",
        ),
        (
            receive(),
            kinds.TRANSFER_RECEIVED,
            "9601cf0000018bcfe56800a5736f757468c410000000000000000000000000000000029193a46d696c6b"
            "cd0320ccc8a0",
        ),
        (
            cancel(),
            kinds.TRANSFER_CANCELLED,
            "9701cf0000018bcfe56800a56e6f727468a5736f757468c41000000000000000000000000000000002"
            "9192a46d696c6bcd03e8a0",
        ),
    ],
    ids=["sent", "received", "cancelled"],
)
def test_the_bytes_of_each_act_are_fixed(decided: Any, kind: str, golden: str) -> None:
    (event,) = decided.collect_events()
    assert kind_of(event) == kind
    assert body_of(event).hex() == golden


@pytest.mark.parametrize(
    ("decide", "changed", "said"),
    [
        (send, {"to": "north"}, "already"),
        (send, {"to": ""}, "A location"),
        (send, {"lines": []}, "Give 1 to"),
        (send, {"lines": [("milk", 0)]}, "nothing or out of bounds"),
        (receive, {"lines": [ArrivedLine("milk", -1, 2)]}, "Less than nothing"),
        (receive, {"lines": [ArrivedLine("milk", 0, 0)]}, "nothing or out of bounds"),
        (cancel, {"lines": [("milk", -1)]}, "nothing or out of bounds"),
        (cancel, {"note": "n" * 65}, "A note"),
    ],
)
def test_what_makes_no_sense_is_refused(decide: Any, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        decide(**changed)


def test_the_way_to_a_branch_is_no_branch() -> None:
    assert is_transit(transit_to("south"))
    assert not is_transit("south")
