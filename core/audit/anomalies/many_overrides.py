"""Many acts on somebody else's word, or on one's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.audit.anomalies.anomaly import DAY_MS, Anomaly, Story
from core.audit.ledger import Happening
from core.shop import kinds

OVERRIDES_LEAST = 5
"""Approved acts of one person in a day from which on it is told."""


class ManyOverrides:
    """One person who needs leave again and again, of one kind, in a day."""

    name = "many-overrides"
    explains = (
        f"One person did {OVERRIDES_LEAST} acts or more of one kind in a day that their role "
        "does not allow, each on somebody's word: the two may work together, or the PIN is "
        "known. It is innocent on the day of a recall or a clearance sale; then raise the "
        "limit for that day."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Count by person, permission and day."""
        groups: dict[tuple[bytes, str, int], list[Happening]] = defaultdict(list)
        for one in story.of(kinds.ACT_APPROVED):
            groups[one.fact.user, one.fact.permission, one.stamp_ms // DAY_MS].append(one)
        for (user, permission, _), found in groups.items():
            if len(found) >= OVERRIDES_LEAST:
                by = ", ".join(sorted({story.people.name(one.fact.approver) for one in found}))
                who = story.people.name(user)
                said = f"{who} did {permission} {len(found)} times in a day, let by {by}."
                yield Anomaly(self.name, found[-1], who, said)


class OwnApproval:
    """An act that somebody approved for themselves."""

    name = "own-approval"
    explains = (
        "A person approved their own act. A till of ours refuses that, so the event was not "
        "written by one, or two people share an account."
    )

    def look(self, story: Story) -> Iterator[Anomaly]:
        """Compare who did and who approved."""
        for one in story.of(kinds.ACT_APPROVED):
            if one.fact.user == one.fact.approver:
                who = story.people.name(one.fact.user)
                said = f"{who} approved their own {one.fact.permission}."
                yield Anomaly(self.name, one, who, said)
