"""A running node: one loop over the network, the control socket and the clock.

One thread, because a second busy one slows every call into the log (the interpreter's lock);
ZeroMQ's own threads do not count.
"""

from __future__ import annotations

import logging
import os
import signal
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from types import FrameType
from typing import Any

from core.errors import RefusedError, StorageError
from core.identity import COMPANY_SCOPE
from core.views.stock_rows import StockRows
from node import looking, system_clock, system_dice, verbs
from node.alerts import ALERTS_MAX, alert_of, everyday
from node.commands import Status
from node.company.reception import REFRESH_S, Reception, replica_config
from node.continuity import ANOTHER_WROTE, PEERS_KNOW_MORE
from node.control import ControlServer
from node.data_directory import DataDirectory
from node.opening import open_till
from node.revoking import extend_revocation
from node.till import TILL
from replication.limits import INGEST_BYTES_IDLE, INGEST_BYTES_SELLING
from replication.notices import ExtendRevocation, ForkFound, OwnStreamAhead, Received, Revoked
from replication.replica import Replica
from replication.transport import Arrived, Closed, Opened, Readable, Transport, TransportEvent
from replication.zmq_transport import ZmqTransport

WAIT_S_MAX = 0.5
"""Longest wait in the poll: how late a stop signal may be noticed."""

SELLING_S = 10.0
"""How long after its last own event a till counts as selling and takes small transactions."""

LOGGER = logging.getLogger("tillmesh")


class Runner:
    """Runs one node until it is told to stop."""

    def __init__(self, directory: DataDirectory, *, parent: int | None = None) -> None:
        """Take the directory and open everything in it.

        The node stops when the process ``parent``, which started it, is gone.

        Raises :class:`core.errors.StorageInUseError` when another process has it,
        :class:`RefusedError` when its configuration or address is wrong,
        :class:`StorageError` when the control socket cannot be made.
        """
        directory.lock()
        config = directory.config()
        keys = directory.keys()
        self._opened = open_till(directory, config)
        self.till = self._opened.till
        office = self.till.office
        self._replica_config = replica_config(
            config, keys.signer.public_key, None if office is None else office.company
        )
        self._replica = self._new_replica()
        self._reception = Reception(self.till, self._perform)
        self._refresh_s = float("-inf")
        self._doubted = False
        self._links: dict[bytes, Opened] = {}
        """Every link the transport has open between us and a member."""
        self._guests: dict[bytes, bytes] = {}
        """Every link of who has an invitation, and the invitation's key."""
        try:
            zmq = ZmqTransport(
                listen=config.listen,
                curve_public_key=keys.curve_public_key,
                curve_secret_key=keys.curve_secret_key,
                # Without a company there is nobody to speak to.
                peers=() if office is None else config.peer_addresses,
                allowed=self._reception.names(),
            )
        except OSError as error:
            self._opened.close()
            directory.release()
            raise RefusedError(f"Cannot listen: {error.strerror}.") from None
        self.address = zmq.address
        self._transport: Transport = zmq
        try:
            self._control = ControlServer(directory.socket_path, self._perform)
        except OSError as error:
            zmq.close()
            self._opened.close()
            directory.release()
            raise StorageError(f"Cannot make {directory.socket_path}: {error.strerror}.") from error
        self._transport.watch(self._control.fd)
        self._grew = False
        self._stop = False
        self._parent = parent
        self._sold_s = float("-inf")
        self._alerts: deque[str] = deque(maxlen=ALERTS_MAX)
        self._verbs: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "status": self._status,
            "progress": self._progress,
            "cut": self._cut,
            "heal": self._heal,
        }
        self.till.log.store.on_commit(self._committed)

    def catch_signals(self) -> None:
        """Let SIGTERM and SIGINT stop the node in good order from now on."""
        signal.signal(signal.SIGTERM, self._signalled)
        signal.signal(signal.SIGINT, self._signalled)

    def run(self) -> None:
        """Run until a signal says stop, then close everything in order."""
        try:
            while not self._stop:
                self.step()
                if self._parent is not None and os.getppid() != self._parent:
                    break
        finally:
            self.close()

    def step(self) -> None:
        """Wait for the next thing to happen and do everything that follows from it."""
        now = system_clock.monotonic_s()
        timer = self._replica.next_timer()
        wait_s = WAIT_S_MAX if timer is None else min(max(timer - now, 0.0), WAIT_S_MAX)
        for event in self._transport.poll(wait_s):
            self._on_event(event, system_clock.monotonic_s())
        now = system_clock.monotonic_s()
        selling = self.till.config.role == TILL and now - self._sold_s < SELLING_S
        self._replica.receiver.ingest_bytes = INGEST_BYTES_SELLING if selling else INGEST_BYTES_IDLE
        if self._grew:
            self._grew = False
            self._replica.appended()
        self._replica.handle_timer(now)
        self._send(now)
        self._notice()
        if now >= self._refresh_s:
            self._refresh(now)

    def _on_event(self, event: TransportEvent, now: float) -> None:
        match event:
            case Arrived(link, data):
                try:
                    if (key := self._guests.get(link)) is not None:
                        self._transport.send(link, self._reception.answer(key, data))
                    else:
                        self._replica.receive(data, link, now)
                except StorageError as error:
                    LOGGER.error("%s", error)
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
            case Readable():
                self._control.handle()

    def _send(self, now: float) -> None:
        try:
            messages = self._replica.messages_to_send(now)
        except StorageError as error:
            # Our disk refuses to take peers' events; they stay wanted, and selling has its own say.
            LOGGER.error("%s", error)
            return
        for link, data in messages:
            self._transport.send(link, data)

    def _notice(self) -> None:
        while (notice := self._replica.next_notice()) is not None:
            if (alert := alert_of(notice)) is not None:
                if alert not in self._alerts:
                    self._alerts.append(alert)
                    LOGGER.warning("%s", alert)
            elif (said := everyday(notice)) is not None:
                LOGGER.info("%s", said)
            if isinstance(notice, OwnStreamAhead | ForkFound):
                self._doubt(notice)
            elif isinstance(notice, ExtendRevocation):
                self._extend(notice)
            elif isinstance(notice, Revoked) and notice.link[:1] == b"d":
                self._transport.hang_up(notice.link[1:].decode())
            if isinstance(notice, Received) and notice.stream.scope == COMPANY_SCOPE:
                self._refresh_s = float("-inf")

    def _refresh(self, now: float) -> None:
        """Let in whoever may connect now, and nobody else."""
        self._refresh_s = now + REFRESH_S
        self._transport.allow(self._reception.names())
        if (trouble := self._reception.trouble()) is not None and trouble not in self._alerts:
            self._alerts.append(trouble)
            LOGGER.warning("%s", trouble)

    def _new_replica(self) -> Replica:
        log = self.till.log
        return Replica(log, self._replica_config, system_dice.new_dice(), StockRows(log))

    def _doubt(self, notice: OwnStreamAhead | ForkFound) -> None:
        """Begin a new epoch when peers show that ours was written by another copy of us."""
        log = self.till.log
        if notice.stream.origin != (log.author, log.epoch) or self._doubted:
            return
        # Once a process: a peer that claims what is not so must not chase us through epochs.
        self._doubted = True
        ahead = isinstance(notice, OwnStreamAhead)
        try:
            self._opened.begin_epoch(PEERS_KNOW_MORE if ahead else ANOTHER_WROTE)
        except StorageError as error:
            LOGGER.error("%s", error)
            return
        # Who we are has changed, so every session begins anew.
        self._replica = self._new_replica()
        now = system_clock.monotonic_s()
        for link, dialed, key in self._links.values():
            self._replica.connected(link, now, dialed=dialed, key=key)

    def _extend(self, notice: ExtendRevocation) -> None:
        try:
            extend_revocation(self.till, notice)
        except (RefusedError, StorageError) as error:
            LOGGER.error("%s", error)

    def _committed(self) -> None:
        self._grew = True

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self._stop = True

    # --- verbs ------------------------------------------------------------------------

    def _perform(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        own = self._verbs.get(verb)
        if own is not None:
            return own(arguments)
        grew, self._grew = self._grew, False
        answer = verbs.perform(self.till, verb, arguments)
        self._refresh_s = float("-inf")
        if verb == "import":
            self._replica.imported()
        elif self._grew:
            self._sold_s = system_clock.monotonic_s()
        self._grew = self._grew or grew
        return answer

    def _status(self, arguments: dict[str, Any]) -> dict[str, Any]:
        command = verbs.parse("status", arguments)
        assert isinstance(command, Status)
        with verbs.unreadable_is_damaged():
            alerts = tuple(self._alerts)
            return asdict(looking.status(self.till, command, self._replica, alerts))

    def _progress(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Say how many events are held, at the cost of adding up a few numbers."""
        return {"events": self._replica.holdings.events}

    def _cut(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Pull the cable to the named peers: for drills and demonstrations."""
        names = arguments.get("peers", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise RefusedError("cut: peers is a list of names.")
        self._transport.block(names)
        return {"cut": sorted(names)}

    def _heal(self, arguments: dict[str, Any]) -> dict[str, Any]:
        self._transport.block(())
        return {"cut": []}

    def close(self) -> None:
        """Close the network first and the log last."""
        self._control.close()
        self._transport.close()
        self._opened.close()
        self._opened.directory.release()
