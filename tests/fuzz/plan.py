"""A plan read from bytes: whoever makes the bytes, chance or a fuzzer, decides what happens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

NUMBERS = (0, 1, 2, 3, 9, 10, 11, 255, 256, 2**16, 2**31, 2**32 - 1, 2**32, 2**53, 2**63, 2**64 - 1)
"""Numbers at which something begins or ends."""

TEXTS = ("", "a", "b", "x" * 64, "ü" * 32, "\0", "\x1b[2J", "a\nb", "*", "../..", "\u202etxt", "😀")
"""Texts that somebody may take for something else."""


class Plan:
    """Reads decisions off bytes; when they are used up every decision is the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    @property
    def ended(self) -> bool:
        return self._position >= len(self._data)

    def take(self, length: int) -> bytes:
        taken = self._data[self._position : self._position + length]
        self._position += length
        return taken

    def rest(self) -> bytes:
        return self.take(len(self._data))

    def below(self, count: int) -> int:
        """Return a number from 0 to below ``count``."""
        length = 1 if count <= 256 else 4
        return int.from_bytes(self.take(length), "big") % count

    def choose(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def chance(self, one_in: int) -> bool:
        """Return whether something happens that happens once in so many times."""
        return self.below(one_in) == one_in - 1

    def number(self) -> int:
        if self.chance(4):
            return int.from_bytes(self.take(8), "big")
        return self.choose(NUMBERS)

    def small(self) -> int:
        """Return a number that is rarely huge."""
        return self.number() if self.chance(8) else self.below(32)

    def text(self) -> str:
        return self.choose(TEXTS)

    def odd(self) -> Any:
        """Return a value that may stand where another was expected."""
        numbers = (self.number(), -(self.number() >> 1), 1.5, True)
        return self.choose((*numbers, None, self.text(), b"b" * 16, [], [[]], [0, "", b""]))

    def bent(self, value: Any) -> Any:
        """Return a value of lists with something in it exchanged, left out or said twice."""
        if not isinstance(value, list) or not value or self.chance(4):
            return self.odd()
        at = self.below(len(value))
        match self.below(6):
            case 0:
                return value[:at] + value[at + 1 :]
            case 1:
                return [*value[:at], value[at], *value[at:]]
            case _:
                return [*value[:at], self.bent(value[at]), *value[at + 1 :]]

    def mutated(self, data: bytes, most: int = 3) -> bytes:
        """Return ``data`` with some bytes changed, put in, taken out or said twice."""
        changed = bytearray(data)
        for _ in range(self.below(most + 1)):
            at = self.below(len(changed) + 1)
            match self.below(5):
                case 0:
                    changed[at : at + 1] = self.take(1)
                case 1:
                    changed[at:at] = self.take(1 + self.below(9))
                case 2:
                    del changed[at : at + 1 + self.below(9)]
                case 3:
                    length = 1 + self.below(64)
                    changed[at:at] = changed[at : at + length]
                case _:
                    changed[at:at] = b"\xcf" + self.number().to_bytes(8, "big")
        return bytes(changed)
