"""Finding nodes on the local network by multicast DNS: the one module that imports ``zeroconf``.

An optional extra: where it is not installed, or the network refuses, nothing is found and
nothing else happens. Its threads only call out and listen; what they hear waits here for the
node's own loop.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING

from core.errors import MalformedError
from node.announcements import (
    SERVICE_TYPE,
    Announcement,
    company_hash,
    fields_of,
    hosts_to_announce,
    is_loopback,
    read_announcement,
)
from node.config import NodeConfig
from replication.dialing import Dialer

if TYPE_CHECKING:
    import zeroconf

INSTALLED = find_spec("zeroconf") is not None
"""Whether the extra is installed; it is imported only where it is used, for it is large."""

HEARD_MAX = 256
"""Announcements that may wait to be looked at; whoever floods the network drives out its own."""

ASK_MS = 3_000
"""How long to wait for the address of a node whose name was heard."""

LOGGER = logging.getLogger("tillmesh")


class LanDiscovery:
    """Announces one node and hears the others of its company."""

    def __init__(
        self,
        config: NodeConfig,
        curve_public_key: bytes,
        hosts: Sequence[str],
        port: int,
        *,
        interfaces: Sequence[str] | None = None,
    ) -> None:
        """Begin to announce and to listen, on all interfaces or on those with these addresses.

        Raises OSError when the machine has no network to do it on.
        """
        import zeroconf

        self._name = config.name
        self._company = company_hash(config.company)
        self._heard: deque[Announcement] = deque(maxlen=HEARD_MAX)
        chosen = zeroconf.InterfaceChoice.All if interfaces is None else list(interfaces)
        self._zeroconf = zeroconf.Zeroconf(interfaces=chosen)
        self._info = zeroconf.ServiceInfo(
            SERVICE_TYPE,
            f"{config.name}-{curve_public_key.hex()[:8]}.{SERVICE_TYPE}",
            port=port,
            properties=fields_of(config.name, config.company, curve_public_key),
            parsed_addresses=list(hosts),
        )
        # To claim a name takes more than a second, and nobody has to wait for it.
        Thread(target=self._announce, daemon=True).start()

    def _announce(self) -> None:
        import zeroconf

        try:
            self._zeroconf.register_service(self._info, allow_name_change=True)
            zeroconf.ServiceBrowser(self._zeroconf, SERVICE_TYPE, handlers=[self._on_change])
        except (zeroconf.Error, OSError, RuntimeError) as error:
            LOGGER.info("The local network takes no announcement: %s.", error)

    def _on_change(
        self,
        zeroconf: zeroconf.Zeroconf,
        service_type: str,
        name: str,
        state_change: zeroconf.ServiceStateChange,
    ) -> None:
        if state_change.name != "Removed":
            self._ask(name)

    def _ask(self, service: str) -> None:
        """Ask who calls itself a service, and remember what it says if it is of our company."""
        import zeroconf

        try:
            info = self._zeroconf.get_service_info(SERVICE_TYPE, service, timeout=ASK_MS)
        except (zeroconf.Error, OSError, RuntimeError, AssertionError) as error:
            # We are closing, which zeroconf asserts, or too busy to wait: it calls out again.
            LOGGER.debug("Nobody was asked for %s: %s.", service, error)
            return
        if info is None:
            return
        try:
            heard = read_announcement(info.properties, info.parsed_addresses(), info.port)
        except MalformedError as error:
            LOGGER.debug("%s", error)
            return
        if heard.company == self._company and heard.name != self._name:
            self._heard.append(heard)

    def heard(self) -> list[Announcement]:
        """Return what was announced since the last call, of nodes of the same company."""
        found = []
        while self._heard:
            found.append(self._heard.popleft())
        return found

    def tell(self, dialer: Dialer, now: float) -> None:
        """Tell a dialer where nodes are whose key it knows; of others it learns nothing."""
        for heard in self.heard():
            if dialer.key_of(heard.name) == heard.curve_public_key:
                for address in heard.addresses:
                    dialer.heard(heard.name, address, now)

    def close(self) -> None:
        """Say goodbye and stop listening."""
        self._zeroconf.close()


def start(config: NodeConfig, curve_public_key: bytes, port: int) -> LanDiscovery | None:
    """Begin discovery for a node, or return None where it is not wanted or cannot be.

    A node that only its own machine can dial calls out there alone, and only when it looks for
    somebody itself.
    """
    if not (INSTALLED and config.discovery):
        return None
    try:
        hosts = hosts_to_announce(config.listen, _machine_addresses())
        if not hosts:
            return None
        inside = all(map(is_loopback, hosts))
        if inside and all(peer.address is not None for peer in config.peers):
            return None
        interfaces = hosts if inside else None
        return LanDiscovery(config, curve_public_key, hosts, port, interfaces=interfaces)
    except OSError as error:
        LOGGER.info("No discovery on the local network: %s.", error.strerror or error)
        return None


def _machine_addresses() -> list[str]:
    import ifaddr

    return [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
