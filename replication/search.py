"""How far the search for the place where a peer's history parts from ours has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Search:
    """What is known of one peer's history of a stream."""

    high: int
    """The lowest sequence at which it is known not to be ours."""
    reach: int
    """How far the peer holds it."""
    asked_s: float
    reason: str = ""
    """What was wrong with the batch that began the search; empty when a head did."""
    low: int = 0
    """The highest sequence at which it is ours; moves on with what is fetched."""
    fetching: bool = False
    rounds: int = 0
    tries: int = 0
    """How often in a row nothing came in answer."""
