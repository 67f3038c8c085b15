"""Waiting until all is said: what is still to come and to go, and who cannot be reached."""

from __future__ import annotations

from dataclasses import dataclass

from node.answers import PeerLine
from node.commands import Sync
from node.distance_answers import SyncAnswer, SyncResult, SyncWaits
from node.links import STRANGER
from node.replication_state import ReplicationState, state_without
from node.till import Till

REACH_S = 4.0
"""How long a silent peer may take to answer before it counts as out of reach: two of the
longest waits between two attempts to dial it."""


def look(till: Till, command: Sync, replication: ReplicationState | None = None) -> SyncAnswer:
    """Return what is still to come from, and to go to, the peers that can be reached.

    Without ``replication`` that is nothing: a node that does not run reaches nobody.
    """
    if replication is None:
        return SyncAnswer(False, False, 0, 0, state_without(till.log, till.recall()).peers)
    there = [line for line in replication.peers if is_there(line)]
    # What several peers hold comes once.
    to_come = min(replication.behind, sum(line.we_lack for line in there))
    to_go = sum(line.they_lack for line in there)
    return SyncAnswer(True, False, to_come, to_go, replication.peers)


NOTHING_SAID = SyncAnswer(True, True, 0, 0, ())
"""What is said for a replicator that is silent."""


def is_there(line: PeerLine) -> bool:
    """Return whether a peer is connected and nothing stands against it."""
    return line.connected and not line.trouble


@dataclass
class _Direction:
    left: int = 0
    done: int = 0

    def see(self, left: int) -> None:
        self.done += max(0, self.left - left)
        self.left = left

    @property
    def all(self) -> int:
        return self.done + self.left


class Wait:
    """One wait for the network: what has moved since it began, and whether it is over."""

    def __init__(self, first: SyncAnswer, now: float, timeout_s: float) -> None:
        """Begin at ``now`` with what was ``first`` answered; give up after ``timeout_s``.

        A replicator that was silent at first must not have been.
        """
        assert not first.silent, "who has said nothing is no beginning"
        self._began_s = self._now = now
        self._timeout_s = timeout_s
        self._haves = {line.name: line.haves_heard for line in first.peers}
        self.coming, self.going = _Direction(), _Direction()
        self.peers: tuple[PeerLine, ...] = ()
        self._see(first)

    def see(self, answer: SyncAnswer, now: float) -> None:
        """Take in a later answer."""
        self._now = now
        self._see(answer)

    def _see(self, answer: SyncAnswer) -> None:
        if answer.silent:
            return
        self.coming.see(answer.to_come)
        self.going.see(answer.to_go)
        self.peers = answer.peers

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return self._now - self._began_s

    @property
    def per_second(self) -> float:
        """Events a second, both ways together."""
        return (self.coming.done + self.going.done) / max(self.seconds, 0.001)

    @property
    def eta_s(self) -> float | None:
        """Seconds until nothing is left, at the rate so far; None when nothing moves."""
        left = self.coming.left + self.going.left
        return left / self.per_second if self.per_second > 0 else None

    @property
    def level(self) -> bool:
        """Whether every peer that is there has said since the beginning how it is, and is level."""
        return all(
            line.haves_heard != self._haves.get(line.name, 0)
            and not line.they_lack
            and not line.we_lack
            for line in self.peers
            if is_there(line)
        )

    @property
    def over(self) -> bool:
        """Whether there is nothing more to wait for."""
        if self.seconds >= self._timeout_s:
            return True
        # Whoever does not answer by then will not soon; a stranger never does.
        silent = any(not line.connected and line.trouble != STRANGER for line in self.peers)
        return self.level and (not silent or self.seconds >= REACH_S)

    def result(self) -> SyncResult:
        """Return how it ended."""
        waits = tuple(
            SyncWaits(line.name, line.they_lack, line.we_lack, line.heard_ms, _reason(line))
            for line in self.peers
            if not is_there(line) or line.they_lack or line.we_lack
        )
        done = self.level and not waits and bool(self.peers)
        moved = (self.coming.done, self.going.done)
        return SyncResult(done, round(self.seconds, 3), *moved, len(self.peers), waits)


def _reason(line: PeerLine) -> str:
    if line.trouble:
        return line.trouble
    return "still lags" if line.connected else "cannot be reached"
