"""A period: which happenings a report is about, by time, branch and till."""

from __future__ import annotations

from typing import NamedTuple

from core.audit.anomalies.anomaly import Story
from core.audit.ledger import Happening
from core.identity import COMPANY_SCOPE

ENDLESS_MS = 2**63
"""The end of a period that has none."""


class Period(NamedTuple):
    """From when, up to when, and of whom; empty fields leave nothing out."""

    from_ms: int = 0
    """The first millisecond, by the stamps of the records."""
    until_ms: int = ENDLESS_MS
    """The first millisecond that is not in it any more."""
    branch: str = ""
    till: str = ""

    @property
    def has_end(self) -> bool:
        """Whether it ends before everything does."""
        return self.until_ms < ENDLESS_MS

    def holds(self, one: Happening, story: Story) -> bool:
        """Return whether something happened in it; what concerns the company is every branch's."""
        if not self.from_ms <= one.stamp_ms < self.until_ms:
            return False
        if self.till and story.nodes.name(one.stream.author) != self.till:
            return False
        return not self.branch or branch_of(one) in (self.branch, "")


def branch_of(one: Happening) -> str:
    """Return the branch something happened in; empty for the company."""
    scope = one.stream.base_scope
    return "" if scope == COMPANY_SCOPE else scope.partition(":")[2]
