"""A link is one peer's: another that comes on it under the same name is told of."""

from __future__ import annotations

import random

from core.log.memory_store import MemoryStore
from replication.limits import PROTOCOL_VERSION
from replication.messages import EVERYTHING, Hello
from replication.notices import Misbehaved
from replication.replica import Replica, ReplicaConfig
from replication.wire import encode
from tests.contracts.logs import open_log


def hello(key: bytes, session: int, name: str = "B2T1") -> bytes:
    return encode(
        Hello(
            PROTOCOL_VERSION,
            "acme",
            key,
            1,
            name,
            "till",
            "b",
            (EVERYTHING,),
            session,
            0,
            bytes(16),
        )
    )


def test_two_nodes_of_one_name_are_told_of() -> None:
    config = ReplicaConfig("acme", "A", "till", "b", bytes(32))
    replica = Replica(open_log(MemoryStore()), config, random.Random(1))
    replica.connected(b"rB2T1", 0.0, dialed=False)
    replica.receive(hello(b"1" * 32, 7), b"rB2T1", 0.1)
    replica.receive(hello(b"1" * 32, 8), b"rB2T1", 0.2)  # the same node, started again
    replica.receive(hello(b"2" * 32, 9), b"rB2T1", 0.3)
    assert accusations(replica) == [
        "Two nodes call themselves B2T1; give one of them another name."
    ]


def test_a_machine_that_was_exchanged_is_nobodys_twin() -> None:
    config = ReplicaConfig("acme", "A", "till", "b", bytes(32))
    replica = Replica(open_log(MemoryStore()), config, random.Random(1))
    replica.connected(b"rB2T1", 0.0, dialed=False)
    replica.receive(hello(b"1" * 32, 7), b"rB2T1", 0.1)
    replica.receive(hello(b"2" * 32, 8, "B2T1r2"), b"rB2T1", 0.2)
    assert accusations(replica) == []


def accusations(replica: Replica) -> list[str]:
    told = []
    while (notice := replica.next_notice()) is not None:
        if isinstance(notice, Misbehaved):
            told.append(notice.reason)
    return told
