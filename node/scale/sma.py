"""SMA SCP-0499, the serial protocol of the Scale Manufacturers Association.

::

    till    LF W CR
    scale   LF status range gross-or-net motion reserved weight(10) unit(3) CR
            LF ? CR     a command it does not know
"""

from __future__ import annotations

from node.scale.reading import (
    BELOW_ZERO,
    MOVING,
    OVERLOADED,
    STILL,
    Reading,
    UnreadableError,
    weighed,
)

OPENING = b"\nW\r"

_LF, _CR = b"\n", b"\r"
_BODY_BYTES = 18
_STATUS, _GROSS_OR_NET, _MOTION = slice(0, 1), slice(2, 3), slice(3, 4)
_WEIGHT, _UNIT = slice(5, 15), slice(15, 18)
"""Where the fields of an answer stand."""

_STATES = {b" ": STILL, b"Z": STILL, b"O": OVERLOADED, b"U": BELOW_ZERO}
"""The states that come with a weight; the others are errors of the scale's own."""

_NETS = {b"G": False, b"N": True}
_MOTIONS = {b" ": False, b"M": True}
_FILLERS = b"_ "


def read(received: bytes) -> Reading | None:
    """Return what the first answer in these bytes says; None while it is not whole.

    Raises :class:`UnreadableError` when it is no answer to :data:`OPENING`.
    """
    _, began, rest = received.partition(_LF)
    body, ended, _ = rest.partition(_CR)
    if not began or not ended:
        return None
    if len(body) != _BODY_BYTES:
        raise UnreadableError
    try:
        state, net = _STATES[body[_STATUS]], _NETS[body[_GROSS_OR_NET]]
        moves = _MOTIONS[body[_MOTION]]
    except KeyError:
        raise UnreadableError from None
    if moves and state == STILL:
        state = MOVING
    unit = body[_UNIT].strip(_FILLERS)
    if not unit.isalpha():
        raise UnreadableError
    return weighed(state, body[_WEIGHT], unit, net=net)
