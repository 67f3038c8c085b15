"""The replicator beside a till: how much it takes in at a time, and what it asks of the till."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from core.errors import RefusedError
from node.company.reception import Reception, replica_config
from node.config import NodeConfig, checked
from node.distance import DistanceKeeper
from node.processes.doorbell import APPENDED, ATTENDED, EXTEND
from node.processes.reaching import Reaching
from node.processes.replicator import Replicator
from node.revoking import extend_revocations
from node.system_clock import monotonic_s
from node.till import Till
from node.till_config import HUB, TILL
from node.verbs import perform
from replication.limits import INGEST_BYTES_IDLE, INGEST_BYTES_SELLING
from replication.zmq_transport import ZmqTransport, curve_keypair
from tests.contracts.logs import draft
from tests.node.test_revoking import signer, till_of, till_that_held_more


class Beside:
    """A replicator in a process of its own, as far as it can tell."""

    def __init__(
        self, directory: Path, till: Till, transport: ZmqTransport, role: str = TILL
    ) -> None:
        named = {"name": "ann", "branch": "b", "role": role, "listen": "tcp://127.0.0.1:0"}
        self.rung: list[bytes] = []
        self.log = till.log
        config = checked(NodeConfig, named, "the node")
        self.replicator = Replicator(
            till.log,
            replica_config(config, signer("ann").public_key, None),
            Reception(till.log, Path("nowhere"), partial(perform, till)),
            transport,
            Reaching(till.log, config, bytes(32), transport),
            self.rung.append,
            DistanceKeeper(directory),
            alone=True,
        )

    @property
    def ingest_bytes(self) -> int:
        return self.replicator._replica.receiver.ingest_bytes


@pytest.fixture
def transport() -> Iterator[ZmqTransport]:
    public, secret = curve_keypair()
    listen = "tcp://127.0.0.1:0"
    with closing(
        ZmqTransport(listen=listen, curve_public_key=public, curve_secret_key=secret)
    ) as transport:
        yield transport


def test_a_till_somebody_comes_to_takes_little_from_the_next_transaction_on(
    transport: ZmqTransport, tmp_path: Path
) -> None:
    beside = Beside(tmp_path, till_of("ann"), transport)
    beside.replicator.step(monotonic_s())
    assert beside.ingest_bytes == INGEST_BYTES_IDLE
    beside.replicator.listen = lambda: beside.replicator.rung(ATTENDED)
    # Between two transactions of one step, and not only when the loop comes round.
    beside.log.append([draft(1)])
    assert beside.ingest_bytes == INGEST_BYTES_SELLING


def test_a_hub_never_spares_anybody(transport: ZmqTransport, tmp_path: Path) -> None:
    beside = Beside(tmp_path, till_of("ann"), transport, role=HUB)
    beside.replicator.rung(ATTENDED)
    beside.replicator.step(monotonic_s())
    assert beside.ingest_bytes == INGEST_BYTES_IDLE


def test_the_till_is_asked_to_extend_a_revocation_until_its_log_says_it_did(
    transport: ZmqTransport, tmp_path: Path
) -> None:
    till = till_that_held_more()
    beside = Beside(tmp_path, till, transport)
    now = monotonic_s()
    for step in range(3):
        beside.replicator.step(now + 2 * step)
    assert beside.rung == [EXTEND] * 3
    extend_revocations(till)
    beside.replicator.rung(APPENDED)
    for step in range(3, 6):
        beside.replicator.step(now + 2 * step)
    assert beside.rung == [EXTEND] * 3


def test_a_cut_ends_by_itself_when_nobody_ends_it(transport: ZmqTransport, tmp_path: Path) -> None:
    beside = Beside(tmp_path, till_of("ann"), transport)
    now = monotonic_s()
    assert beside.replicator.perform("cut", {"peers": ["bob"], "seconds": 60}) == {"cut": ["bob"]}
    beside.replicator.step(now + 30)
    assert transport._blocked == {"bob"}
    beside.replicator.step(now + 120)
    assert transport._blocked == frozenset()
    with pytest.raises(RefusedError, match="a number above nothing"):
        beside.replicator.perform("cut", {"peers": [], "seconds": 0})
