"""Whether a node's screen answers, and whether it is the node that was meant."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException

from node import system_clock
from node.web.addresses import WebAddress

ANSWER_S = 10.0
"""How long one answer may take: the first request starts the web server."""

RETRY_S = 0.1
"""How soon it is asked again."""


def who_answers(address: WebAddress) -> str | None:
    """Return the name of the node that answers at an address, None when none does."""
    connection = HTTPConnection(address.host, address.port, timeout=ANSWER_S)
    try:
        connection.request("GET", "/api/v1/session")
        told = json.loads(connection.getresponse().read())
        return str(told["node"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()


def wait_for(address: WebAddress, name: str, timeout_s: float) -> bool:
    """Wait until the node of this name answers; False when it does not in time."""
    deadline_s = system_clock.monotonic_s() + timeout_s
    while who_answers(address) != name:
        if system_clock.monotonic_s() > deadline_s:
            return False
        system_clock.pause(RETRY_S)
    return True
