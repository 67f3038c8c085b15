"""A node of the fake wire: one replica over a log in memory, and what it noticed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from core.company.admission import CompanyAdmission
from core.company.facts import COMPANY_READERS
from core.errors import StorageError
from core.identity import StreamId
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.log_view import SealedSegment
from core.log.record import GENESIS
from core.log.segment import decode_segment
from core.log.store import Store
from core.views.members import MEMBERS, members
from replication.messages import Batch
from replication.notices import ExtendRevocation, Notice
from replication.replica import Replica, ReplicaConfig
from tests.companies import say_enrolled, say_revoked

if TYPE_CHECKING:
    from tests.replication.wire_world import World

START_MS = 1_700_000_000_000
SCOPE = "branch:b"
N = TypeVar("N")


class CheapSigner:
    """Signs with two hashes: anybody could forge it, but nobody does by accident."""

    def __init__(self, name: str) -> None:
        self.public_key = sha256(name.encode()).digest()

    def sign(self, message: bytes) -> bytes:
        return sha256(self.public_key + message).digest() * 2


def cheap_verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    return signature == sha256(public_key + message).digest() * 2


def records_in(batch: Batch) -> int:
    """Return how many records a batch carries."""
    return len(decode_segment(batch.data, batch.stream, batch.first, GENESIS))


class Node:
    """One replica, its log, and what it noticed."""

    def __init__(self, world: World, name: str, config: ReplicaConfig, store: Store) -> None:
        self.world = world
        self.name = name
        self.config = config
        self.epoch = 1
        self.clock_off_ms = 0
        """What this node's clock of the day is wrong by."""
        self.notices: list[Notice] = []
        self.errors: list[StorageError] = []
        self.links: dict[bytes, tuple[Node, bytes, bool]] = {}
        """Each link's other end, that end's name for it, and whether we dialed."""
        self._bodies = random.Random(f"{world.seed} bodies of {name}")
        self.start(store)

    def start(self, store: Store) -> None:
        gate = self.gate()
        self.log = EventLog(
            store,
            clock_ms=lambda: START_MS + self.clock_off_ms + int(self.world.now * 1000),
            signer=CheapSigner(self.name),
            verifier=cheap_verify,
            epoch=self.epoch,
            projections=() if gate is None else [gate.projection()],
            readers=COMPANY_READERS,
            admission=gate,
        )
        self.introduce()
        dice = random.Random(f"{self.world.seed} {self.name} {self.epoch} {self.world.now}")
        self.replica = Replica(self.log, self.config, dice)

    def gate(self) -> CompanyAdmission | None:
        """Return what asks for certificates, in a world that has a company."""
        if self.world.company is None:
            return None
        return CompanyAdmission(self.world.company.root.public_key, cheap_verify)

    def introduce(self) -> None:
        """Say first of all who we are."""
        if self.config.certificate and not self.heads():
            say_enrolled(self.log, self.config.certificate)

    def sell(self, count: int = 1, *, scope: str = SCOPE, size: int = 60) -> None:
        """Append events, in one transaction, and ring the doorbell."""
        drafts = [
            Draft("sale.completed", scope, self.log.mint_id(), 1, self._bodies.randbytes(size))
            for _ in range(count)
        ]
        self.log.append(drafts)
        self.replica.appended()
        self.world.pump(self)

    def enrol(self, name: str, *, may_invite: bool = False) -> None:
        """Issue a certificate and say so; the node it is for begins with it."""
        assert self.world.company is not None, "only a company enrols"
        certificate = self.world.company.enrol(name, by=self.name, may_invite=may_invite)
        say_enrolled(self.log, certificate)
        self.ring()

    def revoke(self, other: Node, reason: str = "stolen") -> None:
        """Decide that a node is out, with all we hold of it."""
        heads = {
            (stream.epoch, stream.scope): sequence
            for stream, sequence in self.heads().items()
            if stream.author == other.log.author
        }
        say_revoked(self.log, other.log.author, heads, reason, other.name)
        self.ring()

    def extend(self, notice: ExtendRevocation) -> None:
        """Do what a running node does: append what we hold, in our own name."""
        say_revoked(self.log, notice.author, notice.heads, "", notice.name)
        self.replica.appended()

    def ring(self) -> None:
        """Tell the replica that our log grew, and let it speak."""
        self.replica.appended()
        self.world.pump(self)

    def members(self) -> dict[str, bool]:
        """Return everybody this node knows by name, and whether each is revoked."""
        with self.log.read() as view:
            found = members(view.table(MEMBERS))
        return {member.certificate.node: member.revoked for member in found}

    def stream(self, scope: str = SCOPE) -> StreamId:
        return self.log.stream(scope)

    def heads(self) -> dict[StreamId, int]:
        with self.log.read() as view:
            return {stream: head.sequence for stream, head in view.heads().items()}

    def digest(self) -> bytes:
        with self.log.read() as view:
            return view.digest()

    def records(self) -> dict[StreamId, list[bytes]]:
        """Return every record held, byte for byte."""
        with self.log.read() as view:
            return {s: view.records(s, 0, count=10**6) for s in view.heads()}

    def segments(self, scope: str = SCOPE) -> Iterator[SealedSegment]:
        """Yield the segments that carry everything of our own stream."""
        after = 0
        with self.log.read() as view:
            while (segment := view.segment(self.stream(scope), after)) is not None:
                yield segment
                after = segment.last

    def told(self, kind: type[N]) -> list[N]:
        """Return the notices of one kind."""
        return [notice for notice in self.notices if isinstance(notice, kind)]
