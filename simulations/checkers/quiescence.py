"""Quiescence: once all is well, agreement comes soon and cheaply, and then there is silence."""

from __future__ import annotations

from collections.abc import Iterator

from simulations.bounds import bounds_of, gaps_at_most, links_of, needs_no_net
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Quiescence(Checker):
    """A core agrees without all others; healed, all do within bounds; and then there is silence."""

    name = "quiescence"
    invariants = ("I8",)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Compare what was measured with the bounds."""
        bounds = bounds_of(state)
        if not state.core_agreed:
            names = ", ".join(state.world.nodes[index].place.name for index in state.core)
            said = f"no agreement within {bounds.seconds:.1f} s without all others"
            yield Finding("quiescence.core", "", names, said)
        if not state.agreed:
            said = f"no agreement within {bounds.seconds:.1f} s after the healing"
            yield Finding("quiescence.late", "", "all nodes", said)
            return
        if needs_no_net(state.world.options):
            for net, times in sorted((+state.nets).items()):
                said = f"{times} times it was needed, and nothing overtook another"
                yield Finding("quiescence.net", "", net, said)
        yield from _gaps(state)
        settling, quiet = state.settling, state.quiet
        if settling.messages > bounds.messages:
            said = f"{settling.messages} messages to agree, at most {bounds.messages}"
            yield Finding("quiescence.messages", "", "all links", said)
        if settling.bytes > bounds.bytes:
            said = f"{settling.bytes} bytes to agree, at most {bounds.bytes}"
            yield Finding("quiescence.bytes", "", "all links", said)
        directions = 2 * links_of(state)
        for what, sent, most in (
            ("messages", quiet.messages, bounds.quiet_messages),
            ("bytes", quiet.bytes, bounds.quiet_bytes),
        ):
            rate = sent / quiet.seconds / directions if directions and quiet.seconds else 0
            if rate > most:
                said = f"{rate:.1f} {what} a second and direction when all is said, at most {most}"
                yield Finding("quiescence.noise", "", what, said)


def _gaps(state: RunState) -> Iterator[Finding]:
    """Where nothing is ever lost, next to nothing may arrive after a gap."""
    options = state.world.options
    if options.in_order and not options.faults and state.gaps > gaps_at_most(state):
        said = f"{state.gaps} batches began after what was held, and nothing was ever lost"
        yield Finding("quiescence.gaps", "", "all links", said)
