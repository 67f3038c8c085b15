"""Watching a world: a kernel that says what it does, and changes nothing by saying so."""

from __future__ import annotations

from collections.abc import Callable

from simulations.kernel import Kernel


class WatchedKernel(Kernel):
    """A kernel that says what it does before it is done."""

    __slots__ = ("watch",)

    def __init__(self) -> None:
        """Begin with nobody watching."""
        super().__init__()
        self.watch: Callable[[str, int, int, bytes], None] = lambda kind, node, place, data: None

    def kind(self, name: str, handler: Callable[[int, int, bytes], None]) -> int:
        """Give a new kind of event its handler, and tell of each one before it is handled."""

        def told(node: int, place: int, data: bytes) -> None:
            self.watch(name, node, place, data)
            handler(node, place, data)

        return super().kind(name, told)

    def note(self, node: int, data: bytes) -> None:
        """Add to the trace, and tell."""
        self.watch("note", node, 0, data)
        super().note(node, data)
