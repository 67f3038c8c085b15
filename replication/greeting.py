"""HELLO: saying who we are, and that a session begins or is answered."""

from __future__ import annotations

import random

from core.log.event_log import EventLog
from replication.peer import LIFE_SHIFT, Peer, life_of
from replication.replica_config import ReplicaConfig
from replication.sending import Outbox
from replication.telling import Teller

SESSION_MAX = 1 << LIFE_SHIFT
"""Sessions are drawn below this: two of one link alike once in four thousand million."""


class Sessions:
    """The numbers of our sessions: the upper half says our life, the lower one the session.

    So a peer that is on two links is told from two copies of it on a link each.
    """

    def __init__(self, dice: random.Random) -> None:
        """Begin a life."""
        self._dice = dice
        self._life = 0

    def draw(self) -> int:
        """Return the number of a new session; the first one's is that of our life as well."""
        drawn = self._dice.randrange(1, SESSION_MAX)
        self._life = self._life or drawn
        return self._life << LIFE_SHIFT | drawn

    def began(self, session: int) -> bool:
        """Return whether a session was begun in this life of ours."""
        return life_of(session) == self._life


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
