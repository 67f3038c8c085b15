"""The protocols of scales a till can speak: another is one file, and one entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from node.scale import cas, sma, toledo
from node.scale.reading import Reading


class Protocol(NamedTuple):
    """How a kind of scale is asked; nothing here knows a line or a clock."""

    opening: bytes
    """What asks for the weight."""
    read: Callable[[bytes], Reading | None]
    """Says what all that has come so far means; None while it is not whole."""
    replies: Mapping[bytes, bytes] = {}
    """What is said when exactly this has come so far."""
    framing: str = "8N1"
    """Data bits, parity and stop bits of its serial line, as the makers set them."""


PROTOCOLS: Mapping[str, Protocol] = {
    "toledo-8217": Protocol(toledo.OPENING, toledo.read, framing="7E1"),
    "sma": Protocol(sma.OPENING, sma.read),
    "cas": Protocol(cas.OPENING, cas.read, cas.REPLIES),
}
"""Every protocol by the name a configuration gives it."""
