"""Telling a service manager how we are: the protocol of systemd's ``sd_notify``."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

from node.processes.loop import QuietPart

READY, STOPPING = "READY=1", "STOPPING=1"
"""The node sells and replicates; it was told to stop and does."""


def notify(state: str) -> None:
    """Tell whoever started us, if it named a socket to tell; never waits, never fails."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    # A name that begins with @ lives in no directory: its first byte is zero.
    address = "\0" + address[1:] if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
        there.setblocking(False)
        there.sendto(state.encode(), address)


class Stopping(QuietPart):
    """Tells that the node stops; the last part of a loop, so that it is closed first."""

    def close(self) -> None:
        """Tell it."""
        notify(STOPPING)
