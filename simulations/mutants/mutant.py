"""What a mutant is: one mistake in one line of the source, as people make them.

They stand in the YAML files beside this one, each with the line as it is, the line as it would
be, and what a shop would suffer by it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[2]
"""The tree the source stands in."""

SECONDS_MAX = 8
"""Virtual seconds of trouble in a world: most mistakes show at once, and then everywhere."""

FILES = Path(__file__).parent / "files"


class Mutant(NamedTuple):
    """One mistake."""

    name: str
    file: str
    """The file it is in, from the root of the tree."""
    text: str
    """The line as it is; it stands in the file once."""
    becomes: str
    """The line as the mistake has it."""
    why: str
    """What a shop would suffer by it."""
    first: tuple[str, ...] = ()
    """The scenarios whose worlds come first: those in which it is most likely to show."""
    seconds: int = SECONDS_MAX
    """Most virtual seconds of trouble in the worlds that come first."""
    survives: str = ""
    """Why no world can tell; empty for those that must be found."""

    def mutated(self, source: str) -> str:
        """Return a file's source with the mistake; raises ValueError when the line is not one."""
        lines = source.split("\n")
        if lines.count(self.text) != 1:
            found = lines.count(self.text)
            raise ValueError(f"{self.name}: {self.file} has its line {found} times, not once.")
        lines[lines.index(self.text)] = self.becomes
        return "\n".join(lines)


HONEST = Mutant("honest", "", "", "", "Nothing, for comparison.")
"""No mistake at all: whoever finds something in it may say nothing of the others."""


def all_mutants() -> list[Mutant]:
    """Return every mutant, subject by subject."""
    found = []
    for path in sorted(FILES.glob("*.yaml")):
        subject = yaml.safe_load(path.read_text(encoding="utf-8"))
        first = tuple(subject["first"])
        seconds = subject.get("seconds", SECONDS_MAX)
        found += [Mutant(**one, first=first, seconds=seconds) for one in subject["mutants"]]
    return found


class LeftOut(NamedTuple):
    """A mistake that is none: nobody could tell, so it is not tried."""

    name: str
    why: str


def left_out() -> list[LeftOut]:
    """Return the mistakes that are not tried, each with why nobody could tell."""
    found = []
    for path in sorted(FILES.glob("*.yaml")):
        subject = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [LeftOut(**fields) for fields in subject.get("left_out", ())]
    return found
