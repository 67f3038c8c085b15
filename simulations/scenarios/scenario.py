"""What a scenario is: a recipe that draws a world's options from its seed."""

from __future__ import annotations

from typing import ClassVar

from simulations.options import WorldOptions


class Scenario:
    """A family of worlds; the seed picks one of them."""

    name: ClassVar[str]

    @property
    def title(self) -> str:
        """What the scenario is, in one sentence: the first its class says of itself."""
        text = " ".join((type(self).__doc__ or "").split())
        return text.split(". ")[0].rstrip(".") + "."

    def draw(self, seed: int) -> WorldOptions:
        """Return the options of the world with this seed."""
        raise NotImplementedError
