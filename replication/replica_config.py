"""Who a node is to its peers."""

from __future__ import annotations

from dataclasses import dataclass

from replication.limits import PROTOCOL_VERSION, TICK_S
from replication.messages import EVERYTHING, Hello


@dataclass(frozen=True)
class ReplicaConfig:
    """Who this node is to its peers."""

    company: str
    name: str
    role: str
    branch: str
    public_key: bytes
    scopes: tuple[str, ...] = (EVERYTHING,)
    own_scopes: tuple[str, ...] = ()
    """The scopes this node writes to itself."""
    certificate: bytes = b""
    """What says that this node belongs to the company; shown to every peer."""
    tick_s: float = TICK_S
    """How often a link is looked after. All who are linked choose alike: who is silent for five
    ticks counts as gone."""

    def hello(self, epoch: int, session: int, answers: int, digest: bytes) -> Hello:
        """Return what opens a session: who we are, and a digest of what we hold."""
        return Hello(
            PROTOCOL_VERSION,
            self.company,
            self.public_key,
            epoch,
            self.name,
            self.role,
            self.branch,
            self.scopes,
            session,
            answers,
            digest,
            self.certificate,
        )
