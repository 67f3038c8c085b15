"""Mettler-Toledo 8217, which many makes speak: one letter asks, a weight or a status answers.

::

    till    W
    scale   STX 01.250 CR       a weight at rest, in the unit the scale is set to
            STX 01.150N CR      the same, the tare taken off
            STX ? status CR     no weight, and why
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

OPENING = b"W"

_STX, _CR, _WHY = b"\x02", b"\r", b"?"
_NET_MARK = b"N"

_OVER_CAPACITY, _UNDER_ZERO, _IN_MOTION, _NET = 0x02, 0x04, 0x01, 0x20
"""Bits of a status."""

_STATES = ((_OVER_CAPACITY, OVERLOADED), (_UNDER_ZERO, BELOW_ZERO), (_IN_MOTION, MOVING))
"""What each bit means, the one that counts first first."""

_STATUS_BYTES = 3
"""A question mark, the status, and the end: a status may be any byte but is never the end."""


def read(received: bytes) -> Reading | None:
    """Return what the first answer in these bytes says; None while it is not whole.

    Raises :class:`UnreadableError` when it is no answer to :data:`OPENING`.
    """
    _, began, rest = received.partition(_STX)
    if not began:
        return None
    if rest.startswith(_WHY):
        return _status(rest) if len(rest) >= _STATUS_BYTES else None
    body, ended, _ = rest.partition(_CR)
    if not ended:
        return None
    if b"." not in body:
        # Without its point a number could mean anything.
        raise UnreadableError
    net = body.endswith(_NET_MARK)
    return weighed(STILL, body.removesuffix(_NET_MARK), net=net)


def _status(rest: bytes) -> Reading:
    if rest[2:3] != _CR:
        raise UnreadableError
    status = rest[1]
    for bit, state in _STATES:
        if status & bit:
            return Reading(state, net=bool(status & _NET))
    raise UnreadableError
