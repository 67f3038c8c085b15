"""Floods: whoever is asked without end answers to an end, and no honest peer is left unheard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from simulations.checkers.checker import Checker, Finding
from simulations.network import Channel
from simulations.run_state import RunState

ANSWERS_MAX = 1_200
"""Messages a node says on one link in a second at most: two seconds' worth of the five hundred
orders or questions it reads of one peer, for a window may begin in the middle, and its own."""


class Floods(Checker):
    """No node answers more than so much a second; where nobody lies, everything is heard."""

    name = "floods"
    invariants = ("I8",)

    def __init__(self) -> None:
        """Begin with silence."""
        self._second = 0
        self._said: Counter[int] = Counter()

    def heard(self, state: RunState, channel: Channel, data: bytes) -> Iterator[Finding]:
        """Count what honest nodes say on each link in this second."""
        node = state.world.nodes[channel.source]
        if node.tongue is not None:
            return
        if (second := int(state.world.now_s)) != self._second:
            self._second = second
            self._said.clear()
        self._said[channel.index] += 1
        if self._said[channel.index] > ANSWERS_MAX:
            where = channel.name.decode()
            said = f"more than {ANSWERS_MAX} messages within a second"
            yield Finding("floods.answers", node.place.name, where, said)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """See that nobody was left unheard who had something to say."""
        if state.unheard and not any(one.mangles for one in state.world.options.faults):
            said = f"{state.unheard} messages of honest peers were not read"
            yield Finding("floods.honest", "", "all links", said)
