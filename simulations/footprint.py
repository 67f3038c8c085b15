"""How much memory this process has taken."""

from __future__ import annotations

import resource
import sys

_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024
"""What the system counts peak memory in."""


def peak_memory_bytes() -> int:
    """Return the most memory this process has ever held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT_BYTES
