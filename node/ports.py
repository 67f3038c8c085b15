"""Ports, as the doctor looks at them: may we listen here, does anybody answer there."""

from __future__ import annotations

import socket

REACH_S = 2.0
"""How long a port may take to answer: longer than any link that is of use."""


def cannot_listen(address: str) -> str:
    """Return why nothing can listen at ``tcp://host:port``, empty when it can."""
    host, port = _host_and_port(address)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, where = found[0]
        with socket.socket(family, kind, protocol) as there:
            there.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            there.bind(where)
            there.listen(1)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def cannot_reach(address: str) -> str:
    """Return why nobody is reached at ``tcp://host:port``, empty when somebody is."""
    host, port = _host_and_port(address)
    try:
        socket.create_connection((host, port), timeout=REACH_S).close()
    except TimeoutError:
        return f"no answer within {REACH_S:.0f} seconds"
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _host_and_port(address: str) -> tuple[str | None, int]:
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    return None if host == "*" else host.strip("[]"), int(port)
