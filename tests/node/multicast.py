"""Whether this machine carries multicast on loopback: some containers do not."""

from __future__ import annotations

import socket

import pytest

from node.lan_discovery import INSTALLED

GROUP, LOOPBACK = "224.0.0.250", "127.0.0.1"
WAIT_S = 2.0


def carried() -> bool:
    """Send a datagram to a group on loopback, and see whether it arrives."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
    ):
        receiver.settimeout(WAIT_S)
        member = socket.inet_aton(GROUP) + socket.inet_aton(LOOPBACK)
        try:
            receiver.bind(("", 0))
            receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
            sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(LOOPBACK))
            sender.sendto(b"anybody there?", (GROUP, receiver.getsockname()[1]))
            return receiver.recv(64) == b"anybody there?"
        except OSError:
            return False


needs_multicast = pytest.mark.skipif(
    not (INSTALLED and carried()),
    reason="the extra 'discovery' is not installed, or loopback carries no multicast",
)
"""Marks what can only be shown where nodes hear one another."""
