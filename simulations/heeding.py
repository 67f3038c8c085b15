"""What a node does when its replica tells it something, as a running process does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import RefusedError, StorageError
from core.identity import COMPANY_SCOPE
from node.duties import do_duties
from node.epochs import begin_epoch
from node.forking import reason_to_doubt, state_forks
from node.revoking import extend_revocation
from replication.notices import (
    ExtendRevocation,
    ForkKept,
    Misbehaved,
    Notice,
    PeerDown,
    PeerUp,
    Received,
    ToCome,
)
from simulations.disk import PowerLostError

if TYPE_CHECKING:
    from simulations.virtual_node import VirtualNode

_TOLD_TO_PEOPLE = (PeerUp, PeerDown, ToCome, Misbehaved)
"""Notices on which a node does nothing."""

EPOCH_BITS = 32
"""How much chance goes into the number of an epoch."""


def heed(node: VirtualNode, notice: Notice) -> None:
    """Extend a revocation, state a fork, or begin a new epoch; a disk that fails ends it."""
    if type(notice) in _TOLD_TO_PEOPLE:
        return
    if isinstance(notice, Received) and notice.stream.base_scope != COMPANY_SCOPE:
        return  # nothing a node sees to by itself
    before = node.events
    try:
        if isinstance(notice, Received) and notice.stream.base_scope == COMPANY_SCOPE:
            do_duties(node.till)
        elif isinstance(notice, ExtendRevocation):
            extend_revocation(node.till, notice)
        elif isinstance(notice, ForkKept) and notice.found:
            state_forks(node.till)
        reason = reason_to_doubt(node.log, notice, node.papers.verifier)
        if reason is not None and not node.stubborn:
            begin_epoch(node.till, reason, node.dice.getrandbits(EPOCH_BITS))
            node.begin_sessions()
    except RefusedError:
        return
    except (StorageError, PowerLostError) as error:
        node.disk_failed(error)
        return
    if node.events > before:
        node.appended()
