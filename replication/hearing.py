"""Hearing: what a peer's bytes say, unless it has said too much or nothing that can be read."""

from __future__ import annotations

from collections import deque

from core.errors import MalformedError
from core.marks import Mark
from replication.limits import TALK_LOUD
from replication.messages import Message
from replication.notices import Misbehaved, Notice
from replication.peer import Peer
from replication.wire import decode

_UNHEARD = Mark("talk.unheard")

TOO_LOUD = "It says more in a second than any till has to say; the rest of it is not listened to."
"""What our node is told of who floods us."""


def hear(peer: Peer, data: bytes, now: float, notices: deque[Notice]) -> Message | None:
    """Return the message, or None and, unless the peer is refused, a notice of what is wrong."""
    peer.bytes_received += len(data)
    fault, before = "", peer.talk.loud
    if not peer.talk.is_heard(data, now):
        _UNHEARD.hit()
        fault = TOO_LOUD if before < peer.talk.loud == TALK_LOUD else ""
    else:
        try:
            return decode(data)
        except MalformedError as error:
            peer.talk.is_at_fault()
            fault = str(error)
    if fault and not peer.refused:
        notices.append(Misbehaved(peer.link, fault))
    return None
