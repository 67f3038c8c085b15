"""What is asked of papers: receipts and reports, shown, printed and sent."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from core.shop.limits import NUMBER_MAX
from node.commands import Command, OptionalWord, Word
from node.wording import EMAIL_PATTERN

Format = Literal["text", "html", "json"]


class ShowPaper(Command):
    """Ask for a receipt of a sale or a refund as it is printed."""

    receipt: Word
    format: Format = "text"
    columns: Literal[32, 42, 48] | None = None
    """Characters on a line of text; default: as configured."""
    language: OptionalWord = ""
    """Default: the node's."""


class ShowReport(Command):
    """Ask for a Z, or the X of the open shift, as it is printed."""

    series: OptionalWord = ""
    """Default: this till's."""
    number: Annotated[int | None, Field(ge=1, le=NUMBER_MAX)] = None
    """Default: the last."""
    x: bool = False
    """The X instead."""
    format: Format = "text"
    columns: Literal[32, 42, 48] | None = None
    language: OptionalWord = ""


JOBS_MAX = 1_000
"""Most jobs in one answer."""


class PrintPaper(Command):
    """Print a receipt; what was printed before comes out as a copy."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    receipt: Word
    language: OptionalWord = ""


class PrintReport(Command):
    """Print a Z, or the X of the open shift."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    series: OptionalWord = ""
    number: Annotated[int | None, Field(ge=1, le=NUMBER_MAX)] = None
    x: bool = False
    language: OptionalWord = ""


class MailReceipt(Command):
    """Send a receipt by e-mail as soon as there is a line."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    receipt: Word
    address: Annotated[str, StringConstraints(pattern=EMAIL_PATTERN)]
    language: OptionalWord = ""


class ShowPrints(Command):
    """Ask what waits for the printer, and what was printed last."""

    limit: Annotated[int, Field(ge=1, le=JOBS_MAX)] = 20


class ShowMails(Command):
    """Ask what waits for the mail server, and what was sent last."""

    limit: Annotated[int, Field(ge=1, le=JOBS_MAX)] = 20


class RetryPrints(Command):
    """Try what waits for the printer at once: one job, or all of them."""

    job: Annotated[int | None, Field(ge=1)] = None


class RetryMails(Command):
    """Try what waits for the mail server at once: one job, or all of them."""

    job: Annotated[int | None, Field(ge=1)] = None


class CancelPrint(Command):
    """Take a job back that waits for the printer."""

    job: Annotated[int, Field(ge=1)]


class CancelMail(Command):
    """Take a mail back that waits."""

    job: Annotated[int, Field(ge=1)]
