"""Reaching peers: whom a node knows, the links it holds to them, and where they are found."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import RefusedError
from core.identity import COMPANY_SCOPE
from core.log.event_log import EventLog
from node import lan_discovery, system_clock, system_dice
from node.config import NodeConfig
from node.data_directory import NodeKeys
from node.member_contacts import MemberContacts
from replication.dialing import Dialer
from replication.links import Links
from replication.notices import Notice, Received
from replication.peer import Peer
from replication.transport import Broken
from replication.zmq_transport import ZmqTransport


def open_transport(config: NodeConfig, keys: NodeKeys) -> ZmqTransport:
    """Listen as configured, and let nobody in yet; raises :class:`RefusedError`."""
    try:
        return ZmqTransport(
            listen=config.listen,
            curve_public_key=keys.curve_public_key,
            curve_secret_key=keys.curve_secret_key,
        )
    except OSError as error:
        raise RefusedError(f"Cannot listen: {error.strerror}.") from None


class Reaching:
    """Dials whom the configuration and the company name, where it says or where they are heard."""

    def __init__(
        self, log: EventLog, config: NodeConfig, curve_public_key: bytes, transport: ZmqTransport
    ) -> None:
        """Dial on ``transport``, and call out where it listens."""
        now = system_clock.monotonic_s()
        dialer = Dialer(config.own_contact(curve_public_key), system_dice.new_dice())
        lone = log.admission is None
        if not lone:  # without a company there is nobody to speak to
            dialer.know(config.contacts, now)
        self._links = Links(dialer, transport)
        self._members = MemberContacts(log, config, dialer)
        self._members.refresh(now)
        port = int(transport.address.rpartition(":")[2])
        self._lan = None if lone else lan_discovery.start(config, curve_public_key, port)

    def next_timer(self) -> float | None:
        """Return when :meth:`step` wants to be called, None when nothing is planned."""
        return self._links.next_timer()

    def step(self, now: float) -> None:
        """Dial and hang up as things stand."""
        if self._lan is not None:
            self._lan.tell(self._links.dialer, now)
        self._links.pump(now)

    def hurry(self, now: float) -> None:
        """Dial whoever is missed at once."""
        self._links.dialer.hurry(now)

    def grew(self, now: float) -> None:
        """Learn that our own log grew: in it may stand who comes and goes."""
        self._members.refresh(now)

    def broken(self, event: Broken, now: float) -> None:
        """Learn that a try failed or a link broke."""
        self._links.broken(event.link, now)

    def on_notice(self, notice: Notice, peers: Mapping[bytes, Peer], now: float) -> None:
        """Learn who can be heard, and that a company stream grew."""
        self._links.on_notice(notice, peers, now)
        if isinstance(notice, Received) and notice.stream.scope == COMPANY_SCOPE:
            self._members.refresh(now)

    def close(self) -> None:
        """Say goodbye to the local network."""
        if self._lan is not None:
            self._lan.close()
