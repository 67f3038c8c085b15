"""Redundancy: nothing is told again that was acknowledged, nor asked for ever that is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from core.identity import StreamId
from replication.messages import Rows, RowsWant, Want
from replication.wire import ROWS, ROWS_WANT, WANT, decode
from simulations.checkers.checker import Checker, Finding
from simulations.network import Channel
from simulations.run_state import RunState

ON_THE_WAY_S = 8.0
"""How long an order may have been on its way: whoever hears it begins anew with all rows."""

ASKED_MAX = 12
"""How often what somebody invented may be asked for: once when it is told of, and ten times more
before nobody believes it."""

_KIND = 1
"""Where in a message's bytes its kind stands."""


class _Said(NamedTuple):
    """The last message of rows on one direction of a link."""

    at_s: float
    round: int
    upto: dict[StreamId, tuple[int, int]]
    """Of each stream in it, in knowledge of how many lanes and up to where."""


class Redundancy(Checker):
    """A row is told once and not again when it was acknowledged; nobody asks for ever in vain.

    One message of rows is on its way at a time, so that a new round follows an acknowledged one.
    """

    name = "redundancy"
    invariants = ("I8",)

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._said: dict[int, _Said] = {}
        self._wanted_s: dict[int, float] = {}
        self._asked: Counter[tuple[int, int, StreamId]] = Counter()
        """How often each node in each of its lives asked for a stream."""

    def heard(self, state: RunState, channel: Channel, data: bytes) -> Iterator[Finding]:
        """Compare each message of rows with the one before it, and count what is asked for."""
        if len(data) <= _KIND or data[_KIND] not in (ROWS, ROWS_WANT, WANT):
            return
        node = state.world.nodes[channel.source]
        match decode(data):
            case Want(ranges):
                self._asked.update((node.index, node.life, stream) for stream, _ in ranges)
            case RowsWant(round_number):
                if round_number:
                    self._wanted_s[channel.back.index] = state.world.now_s
            case Rows() as message:
                for stream, kind, said in self._rows(state.world.now_s, channel.index, message):
                    yield Finding(kind, node.place.name, str(stream), said)

    def _rows(
        self, now_s: float, channel: int, message: Rows
    ) -> Iterator[tuple[StreamId, str, str]]:
        before = self._said.get(channel)
        wanted_s = self._wanted_s.get(channel, 0.0)
        upto = {delta.stream: (delta.lanes, delta.upto) for delta in message.deltas}
        self._said[channel] = _Said(now_s, message.round, upto)
        for delta in message.deltas:
            if len({key for key, _ in delta.rows}) < len(delta.rows):
                yield delta.stream, "redundancy.row", "a row stands twice in a message"
            if before is None or message.round <= before.round:
                continue
            lanes, known = before.upto.get(delta.stream, (delta.lanes, 0))
            anew = wanted_s + ON_THE_WAY_S >= before.at_s or lanes != delta.lanes
            if not anew and delta.after < known:
                said = f"up to {known} was acknowledged, and told again from {delta.after}"
                yield delta.stream, "redundancy.rows", said

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Look what was asked for that nobody ever wrote."""
        written: set[StreamId] = set()
        for node in state.world.nodes:
            with node.log.read() as view:
                written.update(stream.base for stream in view.heads())
        for (index, _, stream), times in self._asked.items():
            if times > ASKED_MAX and stream.base not in written:
                name = state.world.nodes[index].place.name
                said = f"nobody ever wrote it, and it was asked for {times} times"
                yield Finding("redundancy.asked", name, str(stream), said)
