"""Whether a node's screen answers, and whether it is the node that was meant."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from node import system_clock
from node.web.addresses import SCHEME, WebAddress

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


def wait_for(file: Path, name: str, timeout_s: float) -> WebAddress | None:
    """Wait until the node of this name answers where it wrote down that its screen is.

    None when it does not in time.
    """
    deadline_s = system_clock.monotonic_s() + timeout_s
    while True:
        address = _written(file)
        if address is not None and who_answers(address) == name:
            return address
        if system_clock.monotonic_s() > deadline_s:
            return None
        system_clock.pause(RETRY_S)


def _written(file: Path) -> WebAddress | None:
    try:
        text = file.read_text("ascii")
    except (OSError, ValueError):
        return None
    return WebAddress.parse(text) if text.startswith(SCHEME) else None
