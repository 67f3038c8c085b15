"""Periods as people type them."""

from __future__ import annotations

from core.audit.period import Period
from core.errors import RefusedError
from node.auditing.replaying import end_ms, time_ms


def period_of(since: str, until: str, branch: str = "", till: str = "") -> Period:
    """Return the period between two times; a day alone is meant whole.

    Raises :class:`RefusedError` when one is no time, or they are the wrong way round.
    """
    whole = Period(branch=branch, till=till)
    from_ms = time_ms(since) if since else whole.from_ms
    until_ms = whole.until_ms
    if until:
        until_ms = end_ms(until)
    if until_ms <= from_ms:
        raise RefusedError(f"The period from {since} to {until} is empty.")
    return whole._replace(from_ms=from_ms, until_ms=until_ms)
