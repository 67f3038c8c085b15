"""Tables of what needs a look: anomalies, gaps in series, reviews."""

from __future__ import annotations

from collections.abc import Iterator

from core.audit.anomalies import anomalies
from core.audit.anomalies.anomaly import Story
from core.audit.anomalies.receipts_missing import gaps
from core.audit.period import Period
from core.audit.tables.table import PLACE, Table, Value, number, place, text, within
from core.shop import kinds


def _anomalies(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    found = [one for one in anomalies(story) if period.holds(one.happened, story)]
    for one in sorted(found, key=lambda one: (one.happened[:3], one.rule)):
        yield (*place(one.happened, story), one.rule, one.person, one.said)


ANOMALIES = Table(
    "anomalies",
    "patterns that may mean fraud or fault",
    (
        *PLACE,
        text("rule", "which"),
        text("person", "whose act it was"),
        text("said", "what was found, as a sentence"),
    ),
    _anomalies,
)


def _gaps(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for gap in gaps(story):
        if period.holds(gap.after, story):
            yield (*place(gap.after, story), gap.after.fact.series, gap.first, gap.last)


GAPS = Table(
    "gaps",
    "numbers missing in a till's series of receipts",
    (
        *PLACE,
        text("series", "whose"),
        number("first", "the first missing number"),
        number("last", "the last"),
    ),
    _gaps,
)


def _decisions(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for one in within(story, period, kinds.REVIEW_RESOLVED, kinds.REVIEW_NOTED):
        fact = one.fact
        way = getattr(fact, "way", "")
        subject = " ".join(fact.subject)
        yield (*place(one, story), fact.kind, subject, way, fact.by, fact.note)


DECISIONS = Table(
    "decisions",
    "what people decided about reviews",
    (
        *PLACE,
        text("review", "the kind of review"),
        text("subject", "what it was about"),
        text("way", "the way out; empty for a remark"),
        text("by", "who decided"),
        text("note", "what they remarked"),
    ),
    _decisions,
)
