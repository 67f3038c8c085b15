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
