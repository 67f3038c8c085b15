"""Commands of a screen about itself: who is there, and what it must know of its node."""

from __future__ import annotations

from node.commands import Command


class Session(Command):
    """Ask who is at the till, what they may do, and what a screen must know of the node."""
