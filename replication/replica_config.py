"""Who a node is to its peers."""

from __future__ import annotations

from dataclasses import dataclass

from replication.messages import EVERYTHING


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
