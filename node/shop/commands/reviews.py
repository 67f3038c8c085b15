"""What is asked about reviews."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from core.shop.limits import NOTE_LENGTH_MAX
from core.shop.review import EVENTS_MAX
from core.views.reviews.review import ID_BYTES
from node.commands import ApprovalGiven, Command, OptionalWord, Word

ReviewId = Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{4,{2 * ID_BYTES}}}$")]
"""A review's id or how it begins, in hexadecimal: four digits tell hundreds apart."""

Note = Annotated[str, StringConstraints(max_length=NOTE_LENGTH_MAX)]


class Reviews(Command):
    """Ask which reviews wait for a person."""

    location: Word | None = None
    """One branch only."""
    resolved: bool = False
    """Whether to list the resolved ones too."""


class ShowReview(Command):
    """Ask all about one review."""

    review: ReviewId


class ResolveReview(Command):
    """State that a review is done with."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    review: ReviewId
    way: Word
    note: Note = ""
    by: OptionalWord = ""
    """Who decides; the till when nobody is named."""
    events: Annotated[
        tuple[Annotated[UUID, Field(strict=False)], ...],
        Field(max_length=EVENTS_MAX, strict=False),
    ] = ()
    """What was done about it: ids of transfers, counts, refunds."""
    approval: ApprovalGiven | None = None


class NoteReview(Command):
    """Remark something on a review, which stays as it is."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    review: ReviewId
    note: Note
    by: OptionalWord = ""
