"""How much is listened to: a peer may say only so much a second that has to be answered.

Events and their acknowledgements are bounded by credit and cost nothing here. Everything else
costs something before it is read, and whoever has spent it all is not listened to until the
second is over. Nothing is lost by it that the protocol does not say again.
"""

from __future__ import annotations

from dataclasses import dataclass

from replication.limits import (
    TALK_BYTES,
    TALK_COST,
    TALK_COST_ASKING,
    TALK_COST_FAULT,
    TALK_COST_HELLO,
    TALK_MAX,
    TALK_S,
)
from replication.wire import ACK, BATCH, FORK_ASK, HELLO, ROWS, ROWS_ACK, ROWS_WANT, WANT

_SHORT_ARRAY, _SMALL = 0x9, 0x80
"""Of msgpack: the upper half of a short array's first byte, and the first number of two bytes."""

_COSTS = {
    HELLO: TALK_COST_HELLO,
    WANT: TALK_COST_ASKING,
    FORK_ASK: TALK_COST_ASKING,
    ROWS_WANT: TALK_COST_ASKING,
}
"""What more than :data:`TALK_COST` is asked for."""

_FREE = frozenset({BATCH, ACK, ROWS, ROWS_ACK})
"""What credit bounds, or a message of ours that went before."""

_OVER = 1 << 62
"""Stands for all that may be spent and more: so each second is counted once."""


def kind_of(data: bytes) -> int:
    """Return the number of a message without reading it; 0 when it is written in another way.

    A message is an array of less than sixteen fields and its number below 128, each one byte.
    """
    return data[1] if len(data) > 1 and data[0] >> 4 == _SHORT_ARRAY and data[1] < _SMALL else 0


@dataclass(slots=True)
class Talk:
    """What one peer has said in this second."""

    since_s: float = float("-inf")
    spent: int = 0
    loud: int = 0
    """Seconds in which it said more than that."""

    def is_heard(self, data: bytes, now: float) -> bool:
        """Return whether a message is to be read, and charge for it."""
        if now >= self.since_s + TALK_S:
            self.since_s, self.spent = now, 0
        if self.spent >= TALK_MAX:
            self.loud += self.spent < _OVER
            self.spent = _OVER
            return False
        kind = kind_of(data)
        if kind not in _FREE:
            self.spent += _COSTS.get(kind, TALK_COST) + len(data) // TALK_BYTES
        return True

    def is_at_fault(self) -> None:
        """Charge for what could not be taken: it was looked at, and somebody is told."""
        self.spent += TALK_COST_FAULT
