"""Redialing one peer: how long to wait, and when it counts as back or as away.

The waits between two tries are decorrelated: each is drawn between a base and three times the
last one, up to a cap (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
So those who lost a peer in one instant come back one by one.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from replication.transport import PeerAddress
from replication.views import HUB_ROLE, Contact

NEAR_BASE_S, NEAR_CAP_S = 0.1, 2.0
"""Waits before a peer of the own branch is dialed again: a branch heals within seconds, and
its few nodes cannot overrun one another."""

FAR_BASE_S, FAR_CAP_S = 1.0, 15.0
"""Waits before a hub or another branch is dialed again: a thousand tills that lost their hub for
minutes come back over fifteen seconds, and never more than eighty of them in a tenth of one."""

WAIT_GROWTH = 3.0
"""By how much a wait may exceed the last one, as in the source."""

STEADY_S = 5.0
"""How long a peer must be up to count as back: what comes and goes is not built upon."""

AWAY_S = 10.0
"""How long a peer may be missed before another one takes its place: longer than a restart."""

FORGIVE_S = 60.0
"""After so long a stand-in that did not answer may be tried again."""

FOUND_MAX = 3
"""Addresses kept of one name beside the trusted one, the last heard: a cable, a radio, a lie."""

HURRY_S = 30.0
"""How soon after one new address another one is tried at once: twice the longest wait, so that
the trusted address has its turn in between whatever is called out."""


@dataclass(slots=True)
class Try:
    """What is known of one contact, and how it went with it."""

    contact: Contact
    found: deque[str] = field(default_factory=lambda: deque(maxlen=FOUND_MAX))
    """Where it may be besides."""
    turn: int = 0
    """Counts the tries that failed: each goes to the next address."""
    hurried_s: float = float("-inf")
    held: bool = False
    """Whether we want a link to it."""
    dialed: bool = False
    """Whether the transport has a link to it."""
    up_s: float | None = None
    """Since when it is up."""
    steady: bool = False
    """Whether it has been up for a while."""
    away: bool = False
    """Whether it has been missed for a while, and was not steady since."""
    missed_s: float = 0.0
    """Since when it is wanted and was not steady."""
    dial_s: float | None = None
    """When it is dialed next; None while a try is under way or it is up."""
    wait_s: float = 0.0

    def judge(self, now: float) -> bool:
        """Note whether it is steady or away by now; returns whether that changed."""
        before = (self.steady, self.away)
        self.steady = self.up_s is not None and now >= self.up_s + STEADY_S
        if self.steady:
            self.away = False
        elif (at := self._turns_s) is not None and now >= at and self.up_s is None:
            self.away = self.held
        return (self.steady, self.away) != before

    @property
    def _turns_s(self) -> float | None:
        """When it comes to be away, or a stand-in is forgiven that was."""
        if self.away and not self.held:
            return self.missed_s + AWAY_S + FORGIVE_S
        return self.missed_s + AWAY_S if self.held and not self.away else None

    @property
    def timers(self) -> Iterator[float]:
        """When something is to be done about it."""
        if self.dial_s is not None:
            yield self.dial_s
        if self.up_s is not None:
            if not self.steady:
                yield self.up_s + STEADY_S
        elif (at := self._turns_s) is not None:
            yield at

    @property
    def reachable(self) -> bool:
        """Whether any address of it is known."""
        return bool(self.contact.address or self.found)

    @property
    def peer_address(self) -> PeerAddress:
        """Where to try next: every other time where it should be, else where it was heard."""
        assert self.reachable, "who is nowhere cannot be dialed"
        address, turn = self.contact.address, self.turn
        if self.found and (turn % 2 or not address):
            address = self.found[(turn // 2 if address else turn) % len(self.found)]
        return self.contact.peer_address._replace(address=address)

    def hear(self, address: str, now: float) -> None:
        """Remember where it was heard, and try there at once when a try is waited for."""
        self.found.appendleft(address)
        if self.hurry(now):
            self.turn = 1 if self.contact.address else 0

    def hurry(self, now: float) -> bool:
        """Have a new address tried at once when a try is waited for; returns whether it is."""
        if self.dial_s is None or now < self.hurried_s + HURRY_S:
            return False
        self.dial_s = self.hurried_s = now
        return True

    def draw_wait(self, own_branch: str, dice: random.Random) -> float:
        """Return how long to wait before the next try."""
        contact = self.contact
        far = contact.role == HUB_ROLE or contact.branch not in ("", own_branch)
        base, cap = (FAR_BASE_S, FAR_CAP_S) if far else (NEAR_BASE_S, NEAR_CAP_S)
        most = WAIT_GROWTH * max(self.wait_s, base)
        self.wait_s = min(cap, dice.uniform(base, most))
        return self.wait_s
