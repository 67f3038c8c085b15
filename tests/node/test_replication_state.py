"""What crosses from the replicator to the till is the same on both sides."""

from __future__ import annotations

import json

import pytest

from node.answers import PeerLine
from node.distance import Known
from node.replication_state import ReplicationState
from replication.spread import Holder

STATE = ReplicationState(
    behind=7,
    bytes_sent=1 << 40,
    peers=(PeerLine("B2T1", "till", "B2", True, 3), PeerLine("HUB", "", "", False, 9, "why")),
    alerts=("B2T1 sent what cannot be taken.",),
    clock="Our clock is off.",
    known=Known((Holder("ab", 3, "HUB", "hub", "HQ", ("*",), 5, -9, {"s": 4}),), 6),
)


@pytest.mark.parametrize("state", [ReplicationState(), STATE], ids=["nothing", "something"])
def test_a_state_comes_through_json_as_it_was(state: ReplicationState) -> None:
    assert ReplicationState.from_plain(json.loads(json.dumps(state.to_plain()))) == state


@pytest.mark.parametrize("fields", [{}, {"peers": [{}], "alerts": []}, {"peers": [1]}])
def test_what_is_no_state_is_not_taken_for_one(fields: dict[str, object]) -> None:
    with pytest.raises((TypeError, KeyError)):
        ReplicationState.from_plain(fields)
