"""Reviews: what waits for a person, and what people decide about it."""

from __future__ import annotations

from uuid import UUID

from core.errors import RefusedError
from core.log.log_view import LogView
from core.shop.review import Resolution, ReviewNote
from core.shop.review_facts import ResolutionFact
from core.shop.roles import Permission
from core.views.reviews import REVIEW_KINDS
from core.views.reviews.kept import REVIEWS, Decided, notes
from core.views.reviews.review import ReviewKind, review_id
from core.views.reviews.state import RESOLVED, Review, reviews
from node.shop.answers.reviews import (
    DecidedAnswer,
    DecisionLine,
    InvolvedLine,
    ReviewAnswer,
    ReviewLine,
    ReviewsAnswer,
)
from node.shop.authority import authority_at
from node.shop.commands.reviews import NoteReview, ResolveReview, Reviews, ShowReview
from node.till import Till
from node.verb import Verb

ACCEPT = "accept"
"""The way out of every review: it is seen, and nothing is to be done."""

_KINDS: dict[str, ReviewKind] = {kind.name: kind for kind in REVIEW_KINDS}


def list_reviews(till: Till, command: Reviews) -> ReviewsAnswer:
    """Return what waits for a person, of one branch or of all this node holds."""
    with till.log.read() as view:
        found = list(reviews(view, REVIEW_KINDS))
    return ReviewsAnswer(
        tuple(
            _line(review)
            for review in found
            if command.location in (None, review.problem.location)
            and (command.resolved or review.state != RESOLVED)
        ),
        sum(review.state != RESOLVED for review in found),
    )


def open_reviews(view: LogView) -> int:
    """Return how many reviews wait for a person."""
    return sum(review.state != RESOLVED for review in reviews(view, REVIEW_KINDS))


def show_review(till: Till, command: ShowReview) -> ReviewAnswer:
    """Return a review with the events that take part, in causal order, and what was decided."""
    with till.log.read() as view:
        review = _find(view, command.review)
        problem = review.problem
        involved, left_out = _KINDS[problem.kind].involved(view, problem)
        remarks = notes(view.table(REVIEWS), problem.id)
    return ReviewAnswer(
        _line(review),
        tuple(
            InvolvedLine(
                each.kind,
                each.what,
                each.location,
                each.at_ms,
                each.amount,
                str(each.stream),
                each.sequence,
            )
            for each in involved
        ),
        left_out,
        tuple(_decision(each) for each in sorted([*review.resolutions, *remarks])),
    )


def resolve(till: Till, command: ResolveReview) -> DecidedAnswer:
    """Record that a review is done with, as far as this node sees it.

    Raises :class:`RefusedError` when there is no such review, it is resolved already, the way
    is none of its kind, or an event that is named is not here.
    """
    if (done := till.done_before(Resolution, command.id)) is not None:
        identifier = review_id(done.kind, done.subject)
        return DecidedAnswer(str(done.id), identifier.hex(), repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        view = LogView(transaction)
        review = _find(view, command.review)
        problem = review.problem
        if review.state == RESOLVED:
            raise RefusedError(f"Review {problem.id.hex()[:8]} is resolved already.")
        ways = dict.fromkeys((*_KINDS[problem.kind].ways, ACCEPT))
        if command.way not in ways:
            raise RefusedError(f"'{command.way}' is no way out of this; take {', '.join(ways)}.")
        for event in command.events:
            if next(iter(view.aggregate(0, event.bytes)), None) is None:
                raise RefusedError(f"There is no event {event} on this node.")
        authority.require(Permission.REVIEWS, about=problem.id.hex())
        decided = Resolution.resolve(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            kind=problem.kind,
            subject=problem.subject,
            way=command.way,
            by=command.by or authority.cashier or till.config.name,
            seen=problem.marks,
            note=command.note,
            events=command.events,
        )
        till.application.record(decided, *authority.approved(decided.id))
    return DecidedAnswer(str(decided.id), problem.id.hex())


def remark(till: Till, command: NoteReview) -> DecidedAnswer:
    """Record a remark on a review; raises :class:`RefusedError` without words or a review."""
    if (done := till.done_before(ReviewNote, command.id)) is not None:
        identifier = review_id(done.kind, done.subject)
        return DecidedAnswer(str(done.id), identifier.hex(), repeated=True)
    with till.log.transaction() as transaction:
        problem = _find(LogView(transaction), command.review).problem
        decided = ReviewNote.remark(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            kind=problem.kind,
            subject=problem.subject,
            by=command.by or till.config.name,
            note=command.note,
        )
        till.application.record(decided)
    return DecidedAnswer(str(decided.id), problem.id.hex())


def _find(view: LogView, text: str) -> Review:
    """Return the review whose id begins with ``text``; raises :class:`RefusedError`."""
    found = [
        review for review in reviews(view, REVIEW_KINDS) if review.problem.id.hex().startswith(text)
    ]
    if not found:
        raise RefusedError(f"There is no review {text} here; what was wrong may be right by now.")
    if len(found) > 1:
        raise RefusedError(f"{len(found)} reviews begin with {text}; give more of the id.")
    return found[0]


def _line(review: Review) -> ReviewLine:
    problem = review.problem
    kind = _KINDS[problem.kind]
    return ReviewLine(
        problem.id.hex(),
        problem.kind,
        problem.subject,
        problem.location,
        problem.amount,
        review.state,
        kind.said(problem),
        kind.ways,
    )


def _decision(decided: Decided) -> DecisionLine:
    fact = decided.fact
    if not isinstance(fact, ResolutionFact):
        return DecisionLine(fact.at_ms, fact.by, "", fact.note, ())
    events = tuple(str(UUID(bytes=event)) for event in fact.events)
    return DecisionLine(fact.at_ms, fact.by, fact.way, fact.note, events)


VERBS: dict[str, Verb] = {
    "reviews": Verb(Reviews, list_reviews),
    "review-show": Verb(ShowReview, show_review),
    "review-resolve": Verb(ResolveReview, resolve),
    "review-note": Verb(NoteReview, remark),
}
"""The verbs of reviews."""
