"""What a node answers about reviews."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One review."""

    id: str
    kind: str
    subject: tuple[str, ...]
    location: str
    """The branch whose list it stands on; empty for the company's."""
    amount: int
    """How bad it is, in thousandths of goods or in minor units, as the kind has it."""
    state: str
    """open, reopened or resolved."""
    said: str
    """The problem in one sentence."""
    ways: tuple[str, ...]
    """The ways out, the usual one first."""


@dataclass(frozen=True, slots=True)
class ReviewsAnswer:
    """The reviews this node can derive."""

    reviews: tuple[ReviewLine, ...]
    open: int
    """How many of all, of this branch or not, wait for a person."""


@dataclass(frozen=True, slots=True)
class InvolvedLine:
    """One event that takes part in a review."""

    kind: str
    what: str
    """The number of its receipt, else its id."""
    location: str
    at_ms: int
    amount: int
    stream: str
    sequence: int


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What somebody decided or remarked."""

    at_ms: int
    by: str
    way: str
    """The way out that was taken; empty for a remark."""
    note: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """All about one review."""

    review: ReviewLine
    involved: tuple[InvolvedLine, ...]
    """The events that take part, in causal order."""
    left_out: int
    """How many more take part."""
    decisions: tuple[DecisionLine, ...]


@dataclass(frozen=True, slots=True)
class DecidedAnswer:
    """A decision about a review that is in the log, flushed."""

    id: str
    review: str
    repeated: bool = False
