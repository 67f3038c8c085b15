"""The machine's randomness: the one module that rolls it."""

from __future__ import annotations

import os
import random
import uuid


def secret_bytes(length: int) -> bytes:
    """Return bytes nobody can guess, for keys."""
    return os.urandom(length)


def new_dice() -> random.Random:
    """Return a generator seeded by the machine, for sessions and jitter."""
    return random.Random(os.urandom(16))


def new_command_id() -> uuid.UUID:
    """Return an id for one command of one client, so that a repeat is known as a repeat."""
    return uuid.uuid4()
