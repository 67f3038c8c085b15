"""What the replicator asks of the till: to write what only the till may write."""

from __future__ import annotations

from collections.abc import Callable

from core.log.event_log import EventLog
from node.forking import reason_to_doubt, unstated
from node.processes.doorbell import EXTEND, FORKED
from node.processes.doubt import doubt_word
from replication.notices import Notice
from replication.replica import Replica

ASK_AGAIN_S = 1.0
"""How soon the till is asked again for what only it may write: it may just be starting."""

Ring = Callable[[bytes], None]
"""Says a word to the other part and never waits."""


class TillRequests:
    """Asks for a new epoch, revocations that reach further, and forks to be stated.

    Each is asked for again until the log says that it was done.
    """

    def __init__(self, log: EventLog, ring: Ring) -> None:
        """Ask nothing yet; ``ring`` reaches the till."""
        self._log = log
        self._ring = ring
        self._doubted = False
        self._new_epoch: tuple[int, str] | None = None
        self._to_extend = self._to_state = False
        self._ask_s = 0.0

    def doubt(self, notice: Notice) -> None:
        """Ask for a new epoch when peers show that ours was written by another copy of us."""
        if self._doubted or (reason := reason_to_doubt(self._log, notice)) is None:
            return
        # Once a process: nobody is to chase us through epochs, whatever it can show.
        self._doubted = True
        self._new_epoch = (self._log.epoch, reason)

    def begun(self) -> None:
        """Learn that the log is in another epoch."""
        self._new_epoch = None

    def extend(self) -> None:
        """Ask that a revocation be carried over streams that came later."""
        self._to_extend = True

    def state_forks(self) -> None:
        """Ask that every fork be stated that is held and said nowhere."""
        self._to_state = True

    def next_timer(self) -> float | None:
        """Return when something is asked again; None: nothing is asked for."""
        return self._ask_s if self._is_asking else None

    def step(self, replica: Replica, now: float) -> None:
        """Ask for what is still not done, when it is time."""
        if now < self._ask_s:
            return
        self._to_extend = self._to_extend and bool(
            replica.gate.extensions(replica.holdings.items())
        )
        if self._to_state:
            with self._log.read() as view:
                self._to_state = bool(unstated(view))
        if self._new_epoch is not None:
            self._ring(doubt_word(*self._new_epoch))
        if self._to_extend:
            self._ring(EXTEND)
        if self._to_state:
            self._ring(FORKED)
        if self._is_asking:
            self._ask_s = now + ASK_AGAIN_S

    @property
    def _is_asking(self) -> bool:
        return self._new_epoch is not None or self._to_extend or self._to_state
