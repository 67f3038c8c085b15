"""What agreement may cost: bounds on time, messages and bytes after the healing, with reasons.

They are not what a good day takes but what no day may exceed: a replica that needs more has a
way of catching up that nobody planned.
"""

from __future__ import annotations

from typing import NamedTuple

from simulations.options import WorldOptions
from simulations.run_state import RunState
from simulations.topology import hops, links

SETTLE_S = 20.0
"""Seconds until the first hop agrees. A packet that was slowed down before the healing holds up
its link for up to 7.6 s; when what was told was lost in a way that neither side noticed, all
heads are told again after ten quiet ticks, at most 12.5 s."""

SETTLE_PER_HOP_S = 5.0
"""Seconds for each further hop: hearing of it, asking for it and getting it, once lost."""

SETTLE_MESSAGES = 60
"""Messages on each direction of a link whatever was lacking: sessions, heads and orders."""

MESSAGES_PER_S = 4
"""Messages a second and direction while agreeing: a tick's HAVE and its ACK, and both again
on a second link between the same two."""

MESSAGES_PER_EVENT = 4
"""Messages for an event that a node lacks, when each travels alone: its batch, the ACK, the
HAVE that tells of it and the ACK of that."""

SETTLE_BYTES = 12_000
"""Bytes on each direction whatever was lacking: all heads of a small world some times over."""

REDUNDANCY = 3
"""How often a lacking record's bytes may travel: from two sources at once when the first is
slow, and a third time when a batch crossed its own repetition."""

BYTES_PER_MESSAGE = 120
"""Bytes around a message's own data: names of streams, seals, keys."""

QUIET_MESSAGES_PER_S = 2.0
"""Messages a second and direction when all is said: a sign of life a tick, at most 1.34 a
second with jitter, and rarely an answer. More is two nodes that nudge one another for ever."""

QUIET_BYTES_PER_S = 120.0
"""Bytes of those: a digest and a number each."""

REFUSED_BYTES_PER_S = 700.0
"""Bytes a second and direction of who was thrown out: its HELLO with a certificate, each tick, for
it cannot know whether its peers have taken it back."""


class Bounds(NamedTuple):
    """The bounds of one run."""

    seconds: float
    messages: int
    bytes: int
    quiet_messages: float
    quiet_bytes: float


def links_of(state: RunState) -> int:
    """Return how many links the world has."""
    return len(links(state.world.options))


def gaps_at_most(state: RunState) -> int:
    """Return how many batches may follow a gap where no message is lost: one on each direction.

    What an author wrote may come before its certificate, and is not taken; what follows it then
    follows nothing.
    """
    return 2 * links_of(state)


def needs_no_net(options: WorldOptions) -> bool:
    """Return whether replicas must agree without telling all heads again after ten quiet ticks.

    Where messages overtake one another, a digest may arrive before what it is over, and both
    sides be wrong about the other; what somebody made up is unlike for ever; and an author is taken
    to hold all it wrote, which of two copies neither does.
    """
    return options.in_order and not any(one.mangles or one.doubles for one in options.faults)


def seconds_to_agree(options: WorldOptions) -> float:
    """Return how long a world may take to agree once it is healed: it waits for ticks."""
    return options.tick_s * (SETTLE_S + SETTLE_PER_HOP_S * (hops(options) - 1))


def bounds_of(state: RunState) -> Bounds:
    """Return the bounds, given what was lacking when the world was healed."""
    directions = 2 * links_of(state)
    steady = directions * (SETTLE_MESSAGES + int(MESSAGES_PER_S * state.settling.seconds))
    messages = steady + MESSAGES_PER_EVENT * state.lacked_events
    refused = _directions_of_refused(state) / max(1, directions)
    size = directions * SETTLE_BYTES + REDUNDANCY * state.needed_bytes
    return Bounds(
        seconds_to_agree(state.world.options),
        messages,
        size + BYTES_PER_MESSAGE * messages,
        QUIET_MESSAGES_PER_S,
        QUIET_BYTES_PER_S + REFUSED_BYTES_PER_S * refused,
    )


def _directions_of_refused(state: RunState) -> int:
    """Return on how many directions of links somebody speaks who was thrown out."""
    refused = {node.index for node in state.world.nodes if node.revoked}
    return sum(one in refused or other in refused for one, other in links(state.world.options))
