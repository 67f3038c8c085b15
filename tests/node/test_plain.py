"""Answers as plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import NamedTuple

from core.shop.roles import Permission
from node.plain import plain


class _Point(NamedTuple):
    line: _Line
    where: int


@dataclass(frozen=True, slots=True)
class _Line:
    sku: str
    milli: int


@dataclass(frozen=True, slots=True)
class _Answer:
    lines: tuple[_Line, ...]
    by_name: dict[str, list[_Line]]
    pairs: tuple[tuple[str, float | None], ...] = ()
    point: _Point | None = None
    may: Permission = Permission.STOCK_ADJUST


def test_an_answer_is_what_the_standard_library_makes_of_it() -> None:
    line = _Line("milk", 1_000)
    pairs = (("a", None), ("b", 0.5))
    answer = _Answer((line, _Line("", -1)), {"one": [line], "none": []}, pairs, _Point(line, 3))
    assert plain(answer) == asdict(answer)
    assert repr(plain(answer)) == repr(asdict(answer))
