"""Who may connect: the answers of ZAP (RFC 27), ZeroMQ's own question to its owner.

ZeroMQ asks about every connection whose key it has already seen proved. No socket is touched
here: frames go in and frames come out.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

ZAP_ADDRESS = "inproc://zeromq.zap.01"
"""Where ZeroMQ asks: one place in every context, fixed by the RFC."""

VERSION = b"1.0"
"""The one version of ZAP."""

MECHANISM = b"CURVE"
"""The one mechanism whose keys are proved."""

WELCOME = b"200"
"""The status of a key that may connect."""

NOT_NOW = b"300"
"""The status of every other: who is unknown here today may be enrolled tomorrow, and after a
400 ZeroMQ would never dial again."""

USER_ID = "User-Id"
"""The property of every message under which ZeroMQ keeps what we said of its connection."""

_FRAMES = 7


def answer(request: Sequence[bytes], allowed: Container[bytes]) -> list[bytes]:
    """Return the reply to a request: ``allowed`` public keys may connect.

    The key becomes the connection's User-Id, in hexadecimal digits.
    """
    version, number = (*request, b"", b"")[:2]
    if len(request) == _FRAMES and version == VERSION and request[5] == MECHANISM:
        key = request[6]
        if key in allowed:
            return [VERSION, number, WELCOME, b"", key.hex().encode(), b""]
    return [VERSION, number, NOT_NOW, b"not enrolled here", b"", b""]
