"""How a review stands: marks of all decisions join by the higher one, in whatever order."""

from __future__ import annotations

from itertools import permutations

from core.identity import StreamId
from core.shop.review_facts import ResolutionFact
from core.views.reviews.kept import Decided
from core.views.reviews.review import Problem
from core.views.reviews.state import REOPENED, RESOLVED, _state

ONE, OTHER = StreamId(b"1" * 16, 1, "branch:b"), StreamId(b"2" * 16, 1, "branch:b")


def decided(sequence: int, seen: dict[StreamId, int]) -> Decided:
    marks = tuple((stream.to_bytes(), mark) for stream, mark in seen.items())
    fact = ResolutionFact(0, "oversold", ("b", "milk"), "accept", "Ann", "", marks, ())
    return Decided(sequence, ONE, sequence, fact)


def problem(marks: dict[StreamId, int]) -> Problem:
    return Problem("oversold", ("b", "milk"), "b", 1, marks)


def test_two_who_decide_apart_are_both_heard_whose_decision_ever_comes_last() -> None:
    made = [decided(1, {ONE: 5, OTHER: 1}), decided(2, {ONE: 3, OTHER: 4})]
    for order in permutations(made):
        assert _state(problem({ONE: 5, OTHER: 4}), order) == RESOLVED
        assert _state(problem({ONE: 6, OTHER: 4}), order) == REOPENED
