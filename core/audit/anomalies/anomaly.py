"""What an anomaly is: a pattern in what happened that may mean fraud or fault.

Nothing is wrong with the log of a shop in which there are anomalies; ``audit verify`` says
whether there is. A rule names what a person should look at, and says how it may be innocent.
A further rule is one file of this package with one class, and its name in ``RULES``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from core.audit.ledger import Cut, Happening
from core.audit.people import Nodes, People
from core.log.log_view import LogView

MINUTE_MS, DAY_MS = 60_000, 86_400_000
"""Milliseconds of a minute and of a day."""


class Anomaly(NamedTuple):
    """One thing a person should look at, and the event it was found at."""

    rule: str
    happened: Happening
    person: str
    """Whose act it was; empty when nobody was signed in."""
    said: str
    """One sentence."""


class Story(NamedTuple):
    """All that happened, for rules to look at."""

    view: LogView
    cut: Cut
    told: Sequence[Happening]
    """Everything up to the cut, as people saw it happen."""
    people: People
    nodes: Nodes

    def of(self, *kinds: str) -> Iterator[Happening]:
        """Yield what happened, of some kinds only."""
        wanted: Collection[str] = frozenset(kinds)
        return (one for one in self.told if one.kind in wanted)


class Rule(Protocol):
    """One pattern."""

    @property
    def name(self) -> str:
        """The rule's word, for ever."""

    @property
    def explains(self) -> str:
        """What it may mean, and how it may be innocent."""

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Yield what follows the pattern; the same story gives the same anomalies."""
