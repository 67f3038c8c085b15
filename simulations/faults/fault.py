"""What a fault is: trouble with a name, drawn from the seed, that can be lifted again."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields
from typing import Any, ClassVar, Protocol, Self

from simulations.disk import Disk
from simulations.forging import Forger
from simulations.network import PASS, Channel, Tongue, Verdict
from simulations.second_history import SecondHistory


class Stage(Protocol):
    """What a fault may see of the world and do to it."""

    def node_count(self) -> int:
        """Return how many nodes there are, up or down."""

    def branch_of(self, node: int) -> str:
        """Return the branch a node stands in."""

    def is_hub(self, node: int) -> bool:
        """Return whether nobody sells at a node."""

    def is_up(self, node: int) -> bool:
        """Return whether a node's process lives."""

    def crash(self, node: int) -> None:
        """Kill a node's process: what it flushed stays, all else is gone."""

    def restart(self, node: int) -> None:
        """Start a dead node's process again on what it had flushed."""

    def pause(self, node: int) -> None:
        """Let a living process stand still, as in a long garbage collection."""

    def resume(self, node: int) -> None:
        """Let a paused process go on; nothing when it is dead or was never paused."""

    def disk(self, node: int) -> Disk:
        """Return a node's disk, to order trouble from."""

    def lose_disk(self, node: int) -> bool:
        """Take a node's disk away and let it join anew; False when the atlas forbids it."""

    def change_program(self, node: int, *, newer: bool) -> None:
        """Start a node again with the newer program, or with the older one."""

    def count_novelty(self, node: int, amount: int) -> None:
        """Let a node that runs the newer program record what the older one does not know."""

    def widen(self, node: int) -> None:
        """Start a node again with a configuration by which it takes every branch."""

    def bribe(self, node: int, tongue: Tongue | None) -> None:
        """Let all a node says pass through ``tongue``; None makes it honest from now on."""

    def forger(self, node: int) -> Forger:
        """Return what a node can forge with its own key."""

    def begin_second_history(
        self, node: int, off_ms: int, deceives: Callable[[bytes], bool]
    ) -> SecondHistory:
        """Begin another history of what a node writes, stamped ``off_ms`` off, for some links."""

    def expose(self, node: int) -> None:
        """Take a liar's machine away, and count what others hold of its second history."""

    def revoke(self, node: int) -> bool:
        """Let the founder throw a node out; False when it does not know its new keys yet."""

    def take_image(self, node: int) -> None:
        """Copy a node's disk as it is, over its last image."""

    def set_back(self, node: int) -> bool:
        """Put a living node's last image back and start it again; False when nothing was done.

        Nothing is done when it has no image, or alone holds something that came after.
        """

    def clone(self, source: int, target: int) -> bool:
        """Start another till of the branch as a copy of a living one; False when it cannot be."""

    def set_clock(self, node: int, offset_ms: int) -> None:
        """Set a node's clock wrong by so many milliseconds."""

    def plan_fault(self, fault: Fault, delay_us: int, data: bytes) -> None:
        """Call the fault's :meth:`Fault.on_time` with ``data`` after so many microseconds."""


class Fault:
    """One kind of trouble.

    A subclass is a dataclass whose fields are its options, whole numbers and words, so that
    they can be printed, and a run can be repeated with some of them changed.
    """

    name: ClassVar[str]
    """What the options and the reports call it."""

    hits_disks: ClassVar[bool] = False
    """Whether a commit may fail by it, so that cashiers must be ready to ask again."""

    keeps_books: ClassVar[bool] = True
    """Whether everything a till has acknowledged stays, so that the books say what must be true."""

    mangles: ClassVar[bool] = False
    """Whether nodes may hear by it what no honest node ever said."""

    doubles: ClassVar[bool] = False
    """Whether one key may get two machines: each is taken to hold what the other one wrote."""

    echo_s: ClassVar[int] = 1
    """How many seconds after agreement something of it may still be heard."""

    stage: Stage
    dice: random.Random

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Return this fault with options of its own for one run."""
        raise NotImplementedError

    def options(self) -> dict[str, int | str]:
        """Return the options by name."""
        of_dataclass: Any = self
        return {field.name: getattr(self, field.name) for field in fields(of_dataclass)}

    def begin(self, stage: Stage, dice: random.Random) -> None:
        """Begin to trouble the world behind ``stage``, rolling these dice."""
        self.stage = stage
        self.dice = dice
        self.started()

    def started(self) -> None:
        """Plan what is to come first."""

    def on_time(self, data: bytes) -> None:
        """Do what was planned."""

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Return what becomes of a packet; most faults let it pass."""
        return PASS

    def lift(self) -> None:
        """Mend what is still broken; nothing planned will happen any more."""
