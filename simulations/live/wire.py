"""What lies between real nodes: a way from each to each other, and what is wrong with it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

Fate = tuple[float, ...]
"""After how many seconds a packet arrives, once for each; none: never."""


@dataclass(frozen=True)
class Way:
    """How what one node sends to another fares; the way back is another way."""

    loss: float = 0.0
    """The chance of a packet to vanish, from 0 to 1."""
    delay_s: float = 0.0
    bytes_per_s: float = 0.0
    """How much fits through; 0: as much as comes."""
    flap_s: float = 0.0
    """The way works for so long, then does not for as long, over and over; 0: it always does."""
    cut: bool = False
    garbled: float = 0.0
    """The chance of what is handed on to have a byte changed in it, above TCP."""
    fate: Callable[[], Fate] | None = None
    """Asked of each packet what becomes of it, below TCP; None: what stands above."""

    def is_open(self, now: float) -> bool:
        """Return whether anything passes at a moment."""
        return not self.cut and not (self.flap_s and int(now / self.flap_s) % 2)

    def swallows(self, now: float, dice: random.Random) -> bool:
        """Return whether a packet that is sent at a moment vanishes."""
        return not self.is_open(now) or (self.loss > 0 and dice.random() < self.loss)


@dataclass
class Carried:
    """What went over a wire since it was made."""

    packets: int = 0
    bytes: int = 0
    lost: int = 0
    """Packets that vanished."""
    garbled: int = 0
    """How often a byte was changed."""


class Wire(Protocol):
    """Joins nodes on this machine, each with each."""

    carried: Carried
    has_packets: bool
    """Whether it carries packets, below TCP, which may be lost, come twice and overtake; otherwise
    it hands on bytes, above TCP."""

    def listen_address(self, name: str) -> str:
        """Return where a node listens, ``tcp://HOST:PORT``."""

    def dial_address(self, dialer: str, listener: str) -> str:
        """Return where one node finds another."""

    def command(self, name: str) -> tuple[str, ...]:
        """Return the words that start a program where a node lives."""

    def set(self, sender: str, receiver: str, way: Way) -> None:
        """Change the way from one node to another; the way back stays as it is."""

    def heal(self) -> None:
        """Let everything pass again."""

    def close(self) -> None:
        """Take the wire away."""


def set_all(wire: Wire, names: tuple[str, ...], way: Way) -> None:
    """Change the ways from every node to every other."""
    for sender in names:
        for receiver in names:
            if sender != receiver:
                wire.set(sender, receiver, way)
