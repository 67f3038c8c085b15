"""Hub away: the hub dies early and stays dead."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.faults.fault import Fault

_AWAY = b"away"


@dataclass
class HubAway(Fault):
    """Every hub is gone from some moment until the healing, a week for all the tills know.

    The branches that reach one another go on agreeing; nobody waits for a hub.
    """

    name = "hub-away"

    after_us: int
    """When it goes."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Let it go within the first five seconds."""
        return cls(after_us=dice.randrange(5_000_001))

    def started(self) -> None:
        """Plan the moment."""
        self.stage.plan_fault(self, self.after_us, _AWAY)

    def _hubs(self) -> list[int]:
        nodes = range(self.stage.node_count())
        return [node for node in nodes if self.stage.is_hub(node)]

    def on_time(self, data: bytes) -> None:
        """Kill every hub, and again whoever was started meanwhile."""
        for node in self._hubs():
            if self.stage.is_up(node):
                self.stage.crash(node)
        self.stage.plan_fault(self, max(1, self.after_us), _AWAY)

    def lift(self) -> None:
        """Start the hubs again."""
        for node in self._hubs():
            if not self.stage.is_up(node):
                self.stage.restart(node)
