"""The word by which the replicator asks the till to begin a new epoch."""

from __future__ import annotations

import json

_PREFIX = b"doubt "


def doubt_word(epoch: int, reason: str) -> bytes:
    """Return the word that says why ``epoch`` must not be written in any more."""
    return _PREFIX + json.dumps([epoch, reason]).encode()


def read_doubt(word: bytes) -> tuple[int, str] | None:
    """Return epoch and reason, or None when the word says something else."""
    if not word.startswith(_PREFIX):
        return None
    try:
        epoch, reason = json.loads(word[len(_PREFIX) :])
    except (ValueError, TypeError):
        return None
    return (epoch, reason) if isinstance(epoch, int) and isinstance(reason, str) else None
