"""What went wrong between peers, in sentences a shopkeeper can act on."""

from __future__ import annotations

from node.wording import one_line
from replication.notices import (
    ForkFound,
    ForkKept,
    Misbehaved,
    Notice,
    OwnStreamAhead,
    PeerDown,
    PeerUp,
    Revoked,
)

ALERTS_MAX = 20
"""Alerts kept for ``tillmesh status``: more would not be read, and the log file has them all."""


def alert_of(notice: Notice) -> str | None:
    """Return what a person must know of a notice, or None when it is everyday."""
    match notice:
        case ForkFound(stream, sequence, link):
            return (
                f"{_name(link)} holds another event {sequence} of {stream}, signed with our key: "
                "this node was copied or restored, and both wrote. It goes on in a new epoch and "
                "fetches what the other wrote; if two copies run, stop one."
            )
        case ForkKept(stream, sequence):
            return (
                f"Two histories of {stream} exist from event {sequence} on: a till was copied or "
                "restored. Both are kept and counted; see 'tillmesh status'."
            )
        case OwnStreamAhead(_, held, claimed, link):
            return (
                f"{_name(link)} holds {claimed} of our own events, we hold {held}: this node was "
                "restored from an old copy. It goes on in a new epoch and fetches them back."
            )
        case Revoked(_, name):
            return f"{name} was revoked and tried to connect; nothing is taken from it."
        case Misbehaved(link, reason):
            return f"{_name(link)} sent what cannot be taken; nothing of it was written. {reason}"
    return None


def everyday(notice: Notice) -> str | None:
    """Return what a log file says of a notice that is no alert, or None."""
    match notice:
        case PeerUp(_, name):
            return f"{name} is connected."
        case PeerDown(_, name):
            return f"{name} has not been heard for a while."
    return None


def _name(link: bytes) -> str:
    """Return the peer's name, which the transport's links end with."""
    return one_line(link[1:].decode(errors="replace")) or "A peer"
