"""What a checker is: one property, looked at while the world runs and when it has settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from simulations.network import Channel
from simulations.run_state import RunState


class Finding(NamedTuple):
    """A broken promise."""

    kind: str
    """The checker that found it, and what it is, as in ``streams.gap``."""
    node: str
    """The node it was found on; empty when it concerns the world."""
    where: str
    """The stream, receipt, product or table."""
    message: str
    at_s: float = 0.0
    """The virtual time it was found at, in seconds."""


class Checker:
    """One property of every world; a new one is made for each run.

    A checker yields findings and changes nothing. It accuses no honest world, whatever the
    faults: the tests hold it to that, and to finding what it is there to find.
    """

    name: ClassVar[str]
    invariants: ClassVar[tuple[str, ...]]
    """The invariants it looks at, by their numbers."""

    needs_books: ClassVar[bool] = False
    """Whether it asks the books what must be true; where they cannot say, it does not look."""

    def every_second(self, state: RunState) -> Iterator[Finding]:
        """Look at the running world: cheap things that must hold at any time."""
        yield from ()

    def heard(self, state: RunState, channel: Channel, data: bytes) -> Iterator[Finding]:
        """Look at a message that one node sends another, whatever becomes of it."""
        yield from ()

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Look at the world when it is healed, settled and quiet."""
        yield from ()
