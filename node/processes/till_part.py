"""The till's part of a running node: the control socket, every verb, and all own events."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from core.errors import RefusedError, StorageError, StorageStoppedError
from node import history, looking, syncing, verbs
from node.commands import History, Status, Sync
from node.control import NotRunningError, Perform
from node.duties import do_duties
from node.forking import state_forks
from node.opening import OpenTill
from node.processes.doorbell import (
    ANSWERED,
    APPENDED,
    ATTENDED,
    EXTEND,
    FORKED,
    IMPORTED,
    INGESTED,
    INVITED,
)
from node.processes.doubt import read_doubt
from node.processes.loop import Loop, QuietPart
from node.processes.notebook import read_alerts
from node.processes.serving import Served
from node.processes.till_requests import Ring
from node.replication_state import ReplicationState, state_without
from node.revoking import extend_revocations
from node.shop.session_view import AT_SCREEN, perform_at_screen
from node.till import Till

FORWARDED = frozenset({"cut", "heal"})
"""Verbs the replicator does, asked through the till: it has the door everybody knows."""

INVITING = frozenset({"invite", "withdraw"})
"""Verbs that change who may connect without a word in the log."""

SILENT = (
    "The replicator does not answer: nothing is sent or taken in until it is back. Sales work, "
    "and travel later."
)
"""The alert that stands for everything only the replicator knows."""

LOGGER = logging.getLogger("tillmesh")


class TillPart(QuietPart):
    """Answers everybody on this machine, and alone writes this node's events."""

    def __init__(self, opened: OpenTill, ask_replicator: Perform, ring: Ring) -> None:
        """Serve ``opened``; the two functions reach the replicator.

        Raises :class:`StorageError` when the control socket cannot be made.
        """
        self._opened = opened
        self._till = opened.till
        self._ask_replicator = ask_replicator
        self._ring = ring
        self._served = Served(opened.directory.socket_path, self.perform)
        self._grew = False
        self._doubted = False
        self._stop: Callable[[], None] = lambda: None
        self._listeners: list[Callable[[], None]] = []
        self._verbs: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "status": self._status,
            "history": self._history,
            "sync": self._sync,
            "progress": self._progress,
            AT_SCREEN: self._at_screen,
        }
        self._till.log.store.on_commit(self._committed)

    def begin(self, loop: Loop) -> None:
        """Open the door, after what an earlier process may have left undone."""
        self._stop = loop.stop
        self._write(do_duties)
        self._served.begin(loop)

    def rung(self, word: bytes) -> None:
        """Learn what the replicator took in, or that the epoch must not be written in."""
        if word == INGESTED:
            self._write(do_duties)
            for listener in self._listeners:
                listener()
        elif word == EXTEND:
            self._write(extend_revocations)
        elif word == FORKED:
            self._write(state_forks)
        elif (doubt := read_doubt(word)) is not None:
            self._begin_epoch(*doubt)

    def on_news(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` whenever peers' events have come in: for whoever shows figures."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Shut the door first and the log last."""
        self._served.close()
        self._opened.close()

    def _committed(self) -> None:
        self._grew = True

    def _tell(self, word: bytes) -> None:
        if self._grew:
            self._grew = False
            self._ring(word)

    def _begin_epoch(self, epoch: int, reason: str) -> None:
        """Begin a new epoch, once a process and only instead of the one that is in doubt."""
        if self._doubted or epoch != self._till.log.epoch:
            return
        self._grew = False
        try:
            self._opened.begin_epoch(reason)
        except StorageError as error:
            LOGGER.error("%s", error)
            return
        self._doubted = True
        self._tell(APPENDED)

    def _write(self, state: Callable[[Till], None]) -> None:
        """Write what the replicator asks for, or what nobody has to ask for."""
        self._grew = False
        try:
            state(self._till)
        except (RefusedError, StorageError) as error:
            LOGGER.error("%s", error)
        self._tell(APPENDED)

    def perform(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do any verb of the node, and ring for what follows from it."""
        if (own := self._verbs.get(verb)) is not None:
            return own(arguments)
        if verb in FORWARDED:
            return self._ask_replicator(verb, arguments)
        # Before the log is touched: the replicator may be about to write a great deal.
        self._ring(ATTENDED)
        self._grew = False
        try:
            return verbs.perform(self._till, verb, arguments)
        except StorageStoppedError:
            # The log must be opened anew, and whoever started this process starts the next.
            self._stop()
            raise
        finally:
            self._ring(ANSWERED)
            # Before the answer is sent: who reads it may look at a peer at once.
            self._tell(IMPORTED if verb == "import" else APPENDED)
            if verb == "import":
                self._write(do_duties)
            if verb in INVITING:
                self._ring(INVITED)

    def _at_screen(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return perform_at_screen(self._till, arguments, self.perform)

    def _status(self, arguments: dict[str, Any]) -> dict[str, Any]:
        command = verbs.parse("status", arguments)
        assert isinstance(command, Status)
        alerts = read_alerts(self._opened.directory.path)
        with verbs.unreadable_is_damaged():
            state, answers = self._replication()
            told = alerts if answers else (SILENT, *alerts)
            return asdict(looking.status(self._till, command, state, told))

    def _history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        command = verbs.parse("history", arguments)
        assert isinstance(command, History)
        with verbs.unreadable_is_damaged():
            state, answers = self._replication()
            return asdict(history.history(self._till, command, state if answers else None))

    def _sync(self, arguments: dict[str, Any]) -> dict[str, Any]:
        command = verbs.parse("sync", arguments)
        assert isinstance(command, Sync)
        with verbs.unreadable_is_damaged():
            state, answers = self._replication(hurry=command.hurry)
            told = syncing.look(self._till, command, state) if answers else syncing.NOTHING_SAID
            return asdict(told)

    def _replication(self, *, hurry: bool = False) -> tuple[ReplicationState, bool]:
        """Return how replication stands, and whether the replicator itself said so."""
        try:
            plain = self._ask_replicator("replication", {"hurry": hurry})
            return ReplicationState.from_plain(plain), True
        except (NotRunningError, ValueError, TypeError, KeyError, AttributeError):
            # Whom it hears only the replicator knows; how far events got stands in a file.
            kept = state_without(self._till.log, self._till.recall())
            return replace(kept, peers=()), False

    def _progress(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Say how many events are held, at the cost of one look."""
        with self._till.log.read() as view:
            return {"events": view.last_lsn()}
