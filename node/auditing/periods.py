"""Periods as people type them."""

from __future__ import annotations

import re

from core.audit.anomalies.anomaly import DAY_MS
from core.audit.period import Period
from core.errors import RefusedError
from node.auditing.replaying import time_ms

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def period_of(since: str, until: str, branch: str = "", till: str = "") -> Period:
    """Return the period between two times; a day alone is meant whole.

    Raises :class:`RefusedError` when one is no time, or they are the wrong way round.
    """
    whole = Period(branch=branch, till=till)
    from_ms = time_ms(since) if since else whole.from_ms
    until_ms = whole.until_ms
    if until:
        until_ms = time_ms(until) + (DAY_MS if _DAY.fullmatch(until) else 0)
    if until_ms <= from_ms:
        raise RefusedError(f"The period from {since} to {until} is empty.")
    return whole._replace(from_ms=from_ms, until_ms=until_ms)
