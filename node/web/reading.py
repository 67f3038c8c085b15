"""Reading the log beside the till: what may take long, and what is looked at all the time.

The web server reads the data file itself, as the worker does, so that a report of a year or a
catalogue of a hundred thousand products never stands in the way of a sale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from threading import Lock
from typing import Any, TypeVar

from core.log.log_view import LogView
from node import looking, verbs
from node.commands import Status
from node.replication_state import ReplicationState
from node.till import Till

T = TypeVar("T")


class LogReader:
    """Reads one node's log; may be shared by threads, which take turns."""

    def __init__(self, till: Till) -> None:
        """Read the log of ``till``, and write nothing."""
        self.till = till
        self._turn, self._long_turn = Lock(), Lock()

    def last_lsn(self) -> int:
        """Return the number of the last commit: what grows with every change."""
        with self.till.log.read() as view:
            return view.last_lsn()

    def read_long(self, look: Callable[[LogView], T]) -> T:
        """Return what ``look`` makes of one unmoving state of the log, however long it takes."""
        with self._long_turn:
            self.till.log.refresh()
            with self.till.log.read() as view:
                return look(view)

    def ask(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do a verb that only reads; raises as :func:`node.verbs.perform` does."""
        with self._turn:
            return self._perform(verb, arguments)

    def ask_long(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do a verb that reads much; whoever reads a little meanwhile does not wait for it."""
        with self._long_turn:
            return self._perform(verb, arguments)

    def _perform(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        self.till.log.refresh()
        return verbs.perform(self.till, verb, arguments)

    def status(
        self, replication: ReplicationState | None = None, alerts: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Return how the node is; without ``replication`` as one that is not running."""
        with self._turn, verbs.unreadable_is_damaged():
            self.till.log.refresh()
            return asdict(looking.status(self.till, Status(), replication, alerts))
