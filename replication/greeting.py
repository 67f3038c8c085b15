"""HELLO: saying who we are, and that a session begins or is answered."""

from __future__ import annotations

import random

from core.log.event_log import EventLog
from replication.peer import Peer
from replication.replica_config import ReplicaConfig
from replication.sending import Outbox
from replication.telling import Teller

SESSION_MAX = 2**32
"""Sessions are drawn below this: two of one link alike once in four thousand million."""


def draw_session(dice: random.Random) -> int:
    """Return the number of a new session."""
    return dice.randrange(1, SESSION_MAX)


class Greeter:
    """Says HELLO for one node."""

    def __init__(
        self, log: EventLog, config: ReplicaConfig, teller: Teller, outbox: Outbox
    ) -> None:
        """Speak for the writer of ``log``, who is as ``config`` says."""
        self._log = log
        self._config = config
        self._teller = teller
        self._outbox = outbox

    def say_hello(self, peer: Peer, *, answers: int) -> None:
        """Say who we are; ``answers`` is the peer's session, 0 asks for an answer."""
        digest = self._teller.digest(peer)
        hello = self._config.hello(self._log.epoch, peer.session, answers, digest)
        self._outbox.put(peer, hello)
