"""What CAS scales speak to a cash register, and others with them: asked in two steps, with a sum.

::

    till    ENQ
    scale   ACK         it has a weight; NAK: not yet
    till    DC1
    scale   SOH STX status sign weight(6) unit(2) check ETX EOT

The check byte is the exclusive or of everything from the status to the unit.
"""

from __future__ import annotations

from functools import reduce
from operator import xor

from node.scale.reading import MOVING, OVERLOADED, STILL, Reading, UnreadableError, weighed

OPENING = b"\x05"
REPLIES = {b"\x06": b"\x11"}
"""What is said to what has come so far: to the scale's yes, the request of its weight."""

_NOT_YET = b"\x15"
_BEGIN, _END = b"\x01\x02", b"\x03\x04"
_STATUS, _SIGN, _WEIGHT, _UNIT = slice(0, 1), slice(1, 2), slice(2, 8), slice(8, 10)
_CHECK = 10
"""Where the fields stand after the beginning; the check byte ends them."""

_STATES = {b"S": STILL, b"U": MOVING}
_TOO_MUCH = b"F"
_SIGNS = {b" ": b"", b"-": b"-"}


def read(received: bytes) -> Reading | None:
    """Return what the first answer in these bytes says; None while it is not whole.

    Raises :class:`UnreadableError` when its sum is wrong, or it is no answer.
    """
    before, began, rest = received.partition(_BEGIN)
    if not began:
        return Reading(MOVING) if _NOT_YET in before else None
    body, check, end = rest[:_CHECK], rest[_CHECK : _CHECK + 1], rest[_CHECK + 1 :]
    if len(end) < len(_END):
        return None
    if not end.startswith(_END) or reduce(xor, body) != check[0]:
        raise UnreadableError
    state, sign = _STATES.get(body[_STATUS]), body[_SIGN]
    if state is not None and sign == _TOO_MUCH:
        return Reading(OVERLOADED)
    if state is None or sign not in _SIGNS or not body[_UNIT].isalpha():
        raise UnreadableError
    return weighed(state, _SIGNS[sign] + body[_WEIGHT].lstrip(b" "), body[_UNIT])
