"""Marking sentences that are said elsewhere; without Babel, which whoever marks may not need."""

from __future__ import annotations


def mark(text: str) -> str:
    """Return a sentence that is said elsewhere: catalogues are checked to have it."""
    return text


def mark_count(one: str, many: str) -> tuple[str, str]:
    """Return a sentence for one and for many that is said elsewhere."""
    return one, many
