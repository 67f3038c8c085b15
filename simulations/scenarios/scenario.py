"""What a scenario is: a recipe that draws a world's options from its seed."""

from __future__ import annotations

from typing import ClassVar

from simulations.options import WorldOptions


class Scenario:
    """A family of worlds; the seed picks one of them."""

    name: ClassVar[str]

    def draw(self, seed: int) -> WorldOptions:
        """Return the options of the world with this seed."""
        raise NotImplementedError
