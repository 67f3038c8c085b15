"""Floods: what a liar says a thousand times because it must be answered each time."""

from __future__ import annotations

import random

from core.identity import StreamId
from replication.limits import FORK_PROBES_MAX, WINDOW_BYTES
from replication.messages import ForkAsk, Have, Message, Want
from replication.wire import encode
from simulations.forging import Forger

GREET, ORDER, PING, SEARCH = "greet", "order", "ping", "search"
"""New sessions without end; orders for all there is from its beginning, again and again; signs of
life; questions for chain hashes."""

FLOODS = (GREET, ORDER, PING, SEARCH)
"""Every way to keep a peer busy with answers."""

FLOODS_MAX = 4
"""Floods of one liar: a bound on what a world costs, not on what a liar may do."""

COPIES = {GREET: 400, ORDER: 3_000, PING: 5_000, SEARCH: 3_000}
"""Messages of one flood, all at once: some times what a peer may say in a second."""

_SESSION_BITS = 64


class Flooder:
    """Makes floods out of what it has said before on each link."""

    def __init__(self, dice: random.Random, forger: Forger) -> None:
        """Draw sessions and places with ``dice``; who it is, ``forger`` says."""
        self._dice = dice
        self._forger = forger
        self._told: dict[bytes, dict[StreamId, int]] = {}
        self._left = FLOODS_MAX

    def overhear(self, link: bytes, message: Message) -> None:
        """Learn from a true message which streams there are."""
        if isinstance(message, Have):
            told = self._told.setdefault(link, {})
            told.update((claim.stream, claim.sequence) for claim in message.heads)

    def flood(self, link: bytes, how: str) -> list[bytes]:
        """Return a flood, or nothing when there is nothing to make it of."""
        makers = {GREET: self._greet, ORDER: self._order, PING: self._ping, SEARCH: self._search}
        made = [makers[how](link) for _ in range(COPIES[how] if self._left else 0)]
        found = [encode(message) for message in made if message is not None]
        self._left -= bool(found)
        return found

    def _greet(self, link: bytes) -> Message:
        return self._forger.greeting(self._dice.getrandbits(_SESSION_BITS))

    def _order(self, link: bytes) -> Message | None:
        told = tuple((stream, 0) for stream in self._told.get(link, ()))
        return Want(told, WINDOW_BYTES) if told else None

    def _ping(self, link: bytes) -> Message:
        return Have(self._dice.getrandbits(_SESSION_BITS), (), self._dice.randbytes(16))

    def _search(self, link: bytes) -> Message | None:
        told = list(self._told.get(link, {}).items())
        if not told:
            return None
        stream, sequence = self._dice.choice(told)
        return ForkAsk(stream, tuple(range(1, min(sequence, FORK_PROBES_MAX) + 1)))
