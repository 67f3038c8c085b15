"""Malicious till: a member of the company that lies to its peers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.faults.fault import Fault
from simulations.liar import ALL_LIES, BACKDATE, EQUIVOCATE, TOLD_LIES, Liar
from simulations.second_history import SecondHistory

_BRIBE = b"bribe"

ANY = "any"
"""Tell every lie but that of another time."""

DAY_MS = 86_400_000

OFF_DAYS = (-3_650, -30, 30, 25_000)
"""How far a backdated history may be off: ten years and a month into the past, a month and seventy
years into the future."""


@dataclass
class MaliciousTill(Fault):
    """One node keeps back, edits, forks, backdates, forges seals, claims more, replays, floods.

    Nobody else may lose an event by it, nor count one twice, nor stop hearing the others. What
    the liar itself sold is heard of when its machine has been exchanged.
    """

    name = "malicious-till"
    mangles = True
    echo_s = 30
    """What it invented is asked for ten times, at every other tick, before nobody believes it."""

    lie: str
    """One of :data:`simulations.liar.ALL_LIES`, several joined by ``+``, or ``any``."""
    permille: int
    """How many of a thousand messages are lies."""
    after_us: int
    """When it begins."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Lie in some way, seldom or nearly always, from some moment on."""
        return cls(
            lie=dice.choice((ANY, *ALL_LIES)),
            permille=dice.choice((20, 200, 800)),
            after_us=dice.randrange(5_000_001),
        )

    def started(self) -> None:
        """Choose the node."""
        self.node = self.dice.randrange(self.stage.node_count())
        self.stage.plan_fault(self, self.after_us, _BRIBE)

    def on_time(self, data: bytes) -> None:
        """Let it lie from now on."""
        lies = TOLD_LIES if self.lie == ANY else self.lie.split("+")
        told = tuple(lie for lie in lies if lie in TOLD_LIES)
        forger = self.stage.forger(self.node)
        liar = Liar(self.dice, told, self.permille, forger, self._second_history())
        self.stage.bribe(self.node, liar.say)

    def _second_history(self) -> SecondHistory | None:
        """Begin another history for some peers, or a backdated one for all of them."""
        if self.lie == BACKDATE:
            off_ms = DAY_MS * self.dice.choice(OFF_DAYS)
            return self.stage.begin_second_history(self.node, off_ms, lambda _: True)
        if self.lie not in (EQUIVOCATE, ANY):
            return None
        deceived: dict[bytes, bool] = {}

        def deceives(link: bytes) -> bool:
            if link not in deceived:
                others = list(deceived.values())
                # Every second peer: so that there is somebody on either side.
                deceived[link] = others.count(True) <= others.count(False)
            return deceived[link]

        return self.stage.begin_second_history(self.node, 0, deceives)

    def lift(self) -> None:
        """Exchange its machine; what it had sealed for others is counted as far as they hold it."""
        self.stage.expose(self.node)
