"""What is asked of papers: receipts and reports, shown, printed and sent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from core.shop.limits import NUMBER_MAX
from node.commands import Command, OptionalWord, Word

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
