"""What a node answers about papers and what waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """A paper, rendered."""

    name: str
    """The receipt's number, or the report's name."""
    format: str
    media_type: str
    language: str
    text: str
    """The paper itself, as text or as an HTML page; empty where the facts were asked for."""
    document: dict[str, Any] | None = None
    """What the paper says, field by field."""


@dataclass(frozen=True, slots=True)
class PaperJob:
    """One paper on its way."""

    job: int
    what: str
    state: str
    """waiting, sending, done or cancelled."""
    copy: int
    doubtful: bool
    """Whether it may have come out already: what comes out next says COPY."""
    attempts: int
    trouble: str
    asked_ms: int
    done_ms: int
    to: str = ""
    """Whom a mail is for, the name left out."""


@dataclass(frozen=True, slots=True)
class JobAnswer:
    """A paper that was asked for."""

    job: PaperJob
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class JobsAnswer:
    """What waits, and what was done last, the newest first."""

    jobs: tuple[PaperJob, ...]
    waiting: int
    done: int


@dataclass(frozen=True, slots=True)
class ChangedJobs:
    """How many jobs were changed."""

    jobs: int
