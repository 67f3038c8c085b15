"""Marks: counters on the paths that are walked least and matter most.

A path on which something is refused or repaired says that it was walked. Nobody looks in
a shop; in the simulator a test asks which of them no world has ever reached, for what
was never walked was never tested. A hit adds one to a number, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping


class Mark:
    """One path, and how often it was walked in this process."""

    __slots__ = ("count", "name")

    def __init__(self, name: str) -> None:
        """Name a path; make one for each, when its module is loaded."""
        assert name not in _MARKS, "a path has a mark of its own"
        self.name = name
        self.count = 0
        _MARKS[name] = self

    def hit(self) -> None:
        """Say that the path is walked."""
        self.count += 1


_MARKS: dict[str, Mark] = {}


def counts() -> dict[str, int]:
    """Return how often each path was walked so far, by its name."""
    return {name: mark.count for name, mark in sorted(_MARKS.items())}


def reached_since(before: Mapping[str, int]) -> dict[str, int]:
    """Return the paths that were walked since :func:`counts` said ``before``, and how often."""
    walked = {name: count - before.get(name, 0) for name, count in counts().items()}
    return {name: count for name, count in walked.items() if count}
