"""How a review stands: open, resolved, or open again.

The rule: a resolution covers what its author saw, which it states as a mark for every stream
that took part. A review is resolved while every mark of its problem is covered by some
resolution, and open again when a stream has added to the problem since. Marks join by the
higher one, so it matters neither in which order resolutions come nor who makes them. A problem
that is gone, as when goods came in, is no review any more; what was decided stays readable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.identity import StreamId
from core.log.log_view import LogView
from core.shop.review_facts import ResolutionFact
from core.views.reviews.kept import REVIEWS, Decided, resolutions
from core.views.reviews.review import Problem, ReviewKind

OPEN, REOPENED, RESOLVED = "open", "reopened", "resolved"
"""The states of a review."""


class Review(NamedTuple):
    """A problem and what became of it."""

    problem: Problem
    state: str
    resolutions: tuple[Decided, ...]


def reviews(view: LogView, review_kinds: Sequence[ReviewKind]) -> Iterator[Review]:
    """Yield every review this node can derive, by kind and subject, resolved ones too."""
    table = view.table(REVIEWS)
    for review_kind in review_kinds:
        for problem in review_kind.problems(view):
            made = tuple(resolutions(table, problem.id))
            yield Review(problem, _state(problem, made), made)


def _state(problem: Problem, made: Sequence[Decided]) -> str:
    if not made:
        return OPEN
    seen: dict[StreamId, int] = {}
    for decided in made:
        assert isinstance(decided.fact, ResolutionFact), "a note resolves nothing"
        for stream_bytes, mark in decided.fact.seen:
            stream = StreamId.from_bytes(stream_bytes)
            seen[stream] = max(mark, seen.get(stream, 0))
    covered = all(mark <= seen.get(stream, 0) for stream, mark in problem.marks.items())
    return RESOLVED if covered else REOPENED
