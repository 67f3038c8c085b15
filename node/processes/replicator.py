"""The replicator: the part of a node that talks to peers and takes their events in.

It never writes events of our own. Where peers show that our epoch must not be written in any
more, it asks the till to begin another, and asks again until the log says that it did.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from core.errors import RefusedError, StorageError, StorageStoppedError
from core.identity import COMPANY_SCOPE
from core.log.event_log import EventLog
from core.views.stock_rows import StockRows
from node import system_clock, system_dice
from node.company.reception import REFRESH_S, Reception
from node.distance import DistanceKeeper
from node.noticing import Noticing
from node.processes.cutting import Cutting
from node.processes.doorbell import APPENDED, IMPORTED, INGESTED, INVITED
from node.processes.loop import Loop
from node.processes.reaching import Reaching
from node.processes.sparing import Sparing
from node.processes.till_requests import Ring, TillRequests
from node.replication_state import state_of
from node.till_config import TILL
from replication.notices import Received
from replication.replica import Replica, ReplicaConfig
from replication.transport import (
    Arrived,
    Broken,
    Closed,
    Opened,
    Reached,
    Transport,
    TransportEvent,
)

LOOK_S = 1.0
"""How often the log is looked at though nobody rang: a lost ring costs a second."""

LOGGER = logging.getLogger("tillmesh")


class Replicator:
    """Runs the replica over a transport."""

    def __init__(
        self,
        log: EventLog,
        config: ReplicaConfig,
        reception: Reception,
        transport: Transport,
        reaching: Reaching,
        ring: Ring,
        distance: DistanceKeeper,
        *,
        alone: bool,
    ) -> None:
        """Replicate ``log`` with those whom ``reception`` lets in and ``reaching`` dials.

        ``ring`` reaches the till, ``distance`` remembers who holds what.

        ``alone`` in its process, it must make up for rings that are lost, and leave the till
        room to write.
        """
        self._log = log
        self._transport = transport
        self._reaching = reaching
        self._ring = ring
        self._distance = distance
        self._alone = alone
        self._may_sell = config.role == TILL
        self._replica_config = config
        self._reception = reception
        self._replica = self._new_replica()
        self._requests = TillRequests(log, ring)
        self._noticing = Noticing(self._requests.extend, self._requests.state_forks)
        self._look_s = 0.0
        self._links: dict[bytes, Opened] = {}
        """Every link the transport has open between us and a member."""
        self._guests: dict[bytes, bytes] = {}
        """Every link of who has an invitation, and the invitation's key."""
        self._grew = self._imported = self._ingested = False
        self._sparing = Sparing()
        self._stop: Callable[[], None] = lambda: None
        self.listen: Callable[[], None] = lambda: None
        """Hears what the till has rung; called between two transactions as well."""
        self._looked_lsn = 0
        self._cutting = cutting = Cutting(transport)
        self.verbs: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "replication": self._state,
            "cut": cutting.cut,
            "heal": cutting.heal,
        }
        """What is asked of the replicator, by the till or for it."""
        log.store.on_commit(self._committed)
        self._let_in(system_clock.monotonic_s())

    def begin(self, loop: Loop) -> None:
        """Take what the transport brings."""
        loop.on_transport = self._on_event
        self._stop = loop.stop

    def next_timer(self) -> float | None:
        """Return when a link or the log must be looked at."""
        if self._grew or self._imported:
            return 0.0
        timers = [self._replica.next_timer(), self._let_in_s, self._reaching.next_timer()]
        if self._alone:
            timers.append(self._look_s)
        timers.append(self._requests.next_timer())
        return min((timer for timer in timers if timer is not None), default=None)

    def step(self, now: float) -> None:
        """Send what is new, look after the links, and say what happened."""
        self._cutting.step(now)
        self._spare(now)
        self._look(now)
        self._replica.handle_timer(now)
        self._reaching.step(now)
        self._send(now)
        while (notice := self._replica.next_notice()) is not None:
            self._noticing.take(notice)
            self._requests.doubt(notice)
            self._reaching.on_notice(notice, self._replica.peers, now)
            if isinstance(notice, Received):
                self._ingested = True
                if notice.stream.base_scope == COMPANY_SCOPE:
                    self._let_in_s = 0.0
        if now >= self._let_in_s:
            self._let_in(now)
        self._requests.step(self._replica, now)
        if self._ingested:
            self._ingested = False
            self._ring(INGESTED)
        self._distance.step(self._replica, self._log, now)

    def rung(self, word: bytes) -> None:
        """Learn what the till wrote, to look at it in the next step."""
        if word == APPENDED:
            self._grew = True
        elif word == IMPORTED:
            self._imported = True
        elif word == INVITED:
            self._let_in_s = 0.0
        else:
            self._sparing.rung(word)

    def close(self) -> None:
        """Keep what is known of distances, and close every link."""
        self._distance.keep(self._replica, self._log, system_clock.monotonic_s())
        self._reaching.close()
        self._transport.close()

    def _spare(self, now: float) -> None:
        selling = self._may_sell and self._sparing.is_selling(now)
        self._replica.receiver.spare(selling=selling)

    def _on_event(self, event: TransportEvent) -> None:
        now = system_clock.monotonic_s()
        match event:
            case Arrived(link, data):
                try:
                    if (key := self._guests.get(link)) is not None:
                        self._transport.send(link, self._reception.answer(key, data))
                    else:
                        self._replica.receive(data, link, now)
                except StorageError as error:
                    self._cannot_write(error)
            case Opened(link, dialed, key):
                if not dialed and self._reception.is_guest(key):
                    self._guests[link] = key
                else:
                    self._links[link] = event
                    self._replica.connected(link, now, dialed=dialed, key=key)
            case Closed(link):
                self._guests.pop(link, None)
                self._links.pop(link, None)
                self._replica.disconnected(link, now)
            case Reached(link):
                self._replica.reached(link, now)
            case Broken(link):
                self._replica.broken(link, now)
                self._reaching.broken(event, now)

    def _look(self, now: float) -> None:
        """Learn what the till has written, from its rings or, now and then, without one."""
        if self._alone and now >= self._look_s:
            self._look_s = now + LOOK_S
            with self._log.read() as view:
                lsn = view.last_lsn()
            self._imported = self._imported or lsn != self._looked_lsn
            self._looked_lsn = lsn
            self._grew = True
        if self._grew or self._imported:
            self._log.refresh()
            if self._log.epoch != self._epoch:
                self._begin_anew(now)
            elif self._imported:
                self._replica.imported()
            else:
                self._replica.appended()
            self._grew = self._imported = False
            self._let_in_s = 0.0
            self._reaching.grew(now)

    def _let_in(self, now: float) -> None:
        """Let in whoever may connect now, and nobody else."""
        self._let_in_s = now + REFRESH_S
        self._transport.allow(self._reception.names())
        if (trouble := self._reception.trouble()) is not None:
            self._noticing.alert(trouble)

    def _send(self, now: float) -> None:
        try:
            messages = self._replica.messages_to_send(now)
        except StorageError as error:
            self._cannot_write(error)
            return
        for link, data in messages:
            self._transport.send(link, data)

    def _cannot_write(self, error: StorageError) -> None:
        """Our disk refuses peers' events: they stay wanted, and selling has its own say."""
        LOGGER.error("%s", error)
        if isinstance(error, StorageStoppedError):
            # The log must be opened anew, and whoever started this process starts the next.
            self._stop()

    def _new_replica(self) -> Replica:
        self._epoch = self._log.epoch
        log = self._log
        return Replica(log, self._replica_config, system_dice.new_dice(), StockRows(log))

    def _begin_anew(self, now: float) -> None:
        """Begin every session again: who we are has changed."""
        self._requests.begun()
        self._replica = self._new_replica()
        for link, dialed, key in self._links.values():
            self._replica.connected(link, now, dialed=dialed, key=key)

    def _committed(self) -> None:
        if self._alone and self._may_sell:
            # A till that nobody was at may have waited for this: what is still to be taken in
            # goes by small transactions from here on, not from the next step.
            self._sparing.rest(self.listen)
            self._spare(system_clock.monotonic_s())

    # --- verbs ------------------------------------------------------------------------

    def perform(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do a verb of the replicator's; raises :class:`RefusedError` for any other."""
        found = self.verbs.get(verb)
        if found is None:
            raise RefusedError(f"The replicator knows no verb '{verb}'.")
        return found(arguments)

    def _state(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Say how replication stands; in a hurry, look after every link and dial at once."""
        now = system_clock.monotonic_s()
        if arguments.get("hurry") is True:
            self._replica.hurry(now)
            self._reaching.hurry(now)
        known = self._distance.look(self._replica, self._log, now)
        return state_of(self._replica, self._log, known, now, self._noticing.alerts).to_plain()
