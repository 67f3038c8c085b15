"""What a verb is: a command and the function that does it.

A subject of the shop with verbs of its own keeps them beside their functions, in a mapping named
``VERBS``; :mod:`node.verbs` gathers them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from node.commands import Command
from node.till import Till


class Verb(NamedTuple):
    """A command and who does it."""

    command: type[Command]
    do: Callable[[Till, Any], Any]
