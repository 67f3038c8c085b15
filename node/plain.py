"""Plain data: what an answer comes to for JSON, a program or a person."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

_ATOMS = frozenset({str, int, bool, float, bytes, type(None)})


def plain(value: Any) -> Any:
    """Return a value with each dataclass in it as a dictionary of its fields.

    The same as :func:`dataclasses.asdict`, which copies every text and number it meets: the
    stock of a branch is thousands of lines.
    """
    kind = type(value)
    if kind in _ATOMS:
        return value
    if is_dataclass(kind):
        return {name: plain(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, dict):
        return {plain(key): plain(held) for key, held in value.items()}
    if isinstance(value, tuple | list):
        made = [plain(held) for held in value]
        return kind(*made) if hasattr(kind, "_fields") else kind(made)
    return value


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
