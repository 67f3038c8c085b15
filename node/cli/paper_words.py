"""Papers that wait, as people read of them."""

from __future__ import annotations

from node.cli.speech import Speech
from node.language.marks import mark

STATES = {
    "waiting": mark("waiting"),
    "sending": mark("sending"),
    "done": mark("printed or sent"),
    "cancelled": mark("cancelled"),
}
"""How a job stands, in other languages; in English by its own name."""

DRAWER = mark("drawer")
"""What is called a job that opens the drawer."""


def job_state(spoken: Speech, state: str) -> str:
    """Return how a job stands."""
    return state if spoken.is_source else spoken.say(STATES[state])


def job_what(spoken: Speech, what: str) -> str:
    """Return what a job prints: papers go by their numbers in every language."""
    return spoken.say(DRAWER) if what == DRAWER else what
