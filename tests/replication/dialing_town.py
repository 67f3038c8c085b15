"""Dialers in virtual time, on a network that only knows who is dead."""

from __future__ import annotations

import random
from heapq import heappop, heappush

from replication.dialing import Dial, Dialer
from replication.views import Contact

ANSWER_S = 0.02
"""How long a try takes, whether it succeeds or not."""


class Town:
    """Everybody's dialer, the links they made, and the clock."""

    def __init__(self, everybody: dict[str, Contact], seed: int = 0) -> None:
        self.now = 0.0
        self.everybody = everybody
        self.dead: set[str] = set()
        self.up: dict[str, set[str]] = {name: set() for name in everybody}
        self.dials: list[tuple[float, str, str]] = []
        self.hangups: list[tuple[float, str, str]] = []
        self._answers: list[tuple[float, int, str, str]] = []
        self.dialers = {
            name: Dialer(own, random.Random(f"{seed} {name}")) for name, own in everybody.items()
        }
        for name, dialer in self.dialers.items():
            dialer.know(everybody.values(), self.now)
            self._act(name)

    def kill(self, *names: str) -> None:
        """Let nodes die: whoever was linked to them notices at once."""
        self.dead |= set(names)
        for name, peers in self.up.items():
            for peer in sorted(peers & set(names)):
                peers.discard(peer)
                self.dialers[name].down(peer, self.now)
                self._act(name)

    def revive(self, *names: str) -> None:
        self.dead -= set(names)

    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        while True:
            timers = [
                (at, name)
                for name, dialer in self.dialers.items()
                if name not in self.dead and (at := dialer.next_timer()) is not None
            ]
            timer, name = min(timers, default=(float("inf"), ""))
            answer = self._answers[0][0] if self._answers else float("inf")
            if min(timer, answer) > end:
                break
            self.now = max(self.now, min(timer, answer))
            if answer <= timer:
                _, _, name, peer = heappop(self._answers)
                self._answer(name, peer)
            else:
                self.dialers[name].handle_timer(self.now)
            self._act(name)
        self.now = end

    def _answer(self, name: str, peer: str) -> None:
        if name in self.dead or peer not in self.dialers[name].held:
            return
        if peer in self.dead:
            self.dialers[name].down(peer, self.now)
        else:
            self.up[name].add(peer)
            self.dialers[name].up(peer, self.now)

    def _act(self, name: str) -> None:
        while (action := self.dialers[name].next_action()) is not None:
            if isinstance(action, Dial):
                self.dials.append((self.now, name, action.peer.name))
                at = self.now + ANSWER_S
                heappush(self._answers, (at, len(self.dials), name, action.peer.name))
            else:
                self.hangups.append((self.now, name, action.name))
                self.up[name].discard(action.name)

    def links(self) -> dict[str, list[str]]:
        """Return the links that are up."""
        return {name: sorted(peers) for name, peers in self.up.items()}
