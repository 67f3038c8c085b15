"""Finding nodes on the local network by multicast DNS: the one module that imports ``zeroconf``.

An optional extra: where it is not installed, or the network refuses, nothing is found and
nothing else happens. Its threads only call out and listen; what they hear waits here for the
node's own loop.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from threading import Thread

from core.errors import MalformedError
from node.announcements import (
    SERVICE_TYPE,
    Announcement,
    company_hash,
    fields_of,
    hosts_to_announce,
    read_announcement,
)
from node.config import NodeConfig
from replication.dialing import Dialer

try:
    import ifaddr
    import zeroconf
except ImportError:
    INSTALLED = False
else:
    INSTALLED = True

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
        """Begin to announce and to listen, on all interfaces or on these addresses.

        Raises OSError when the machine has no network to do it on.
        """
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
        if state_change.name == "Removed":
            return
        info = zeroconf.get_service_info(service_type, name, timeout=ASK_MS)
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


def start(
    config: NodeConfig,
    curve_public_key: bytes,
    port: int,
    *,
    hosts: tuple[str, ...] | None = None,
    interfaces: Sequence[str] | None = None,
) -> LanDiscovery | None:
    """Begin discovery for a node, or return None where it is not wanted or cannot be."""
    if not (INSTALLED and config.lan):
        return None
    try:
        if hosts is None:
            hosts = hosts_to_announce(config.listen, _machine_addresses())
        if not hosts:
            return None
        return LanDiscovery(config, curve_public_key, hosts, port, interfaces=interfaces)
    except OSError as error:
        LOGGER.info("No discovery on the local network: %s.", error.strerror or error)
        return None


def _machine_addresses() -> list[str]:
    return [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
