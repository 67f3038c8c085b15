"""Tables of everything an auditor asks about, from the records of a log."""

from __future__ import annotations

from core.audit.tables.drawer import DRAWER, SHIFTS
from core.audit.tables.found import ANOMALIES, DECISIONS, GAPS
from core.audit.tables.goods import PRICES, STOCK_MOVES
from core.audit.tables.nodes import CLOCK_JUMPS, EPOCHS, FORKS, LATE
from core.audit.tables.people import AGE_CHECKS, ERASURES, OVERRIDES, SESSIONS, VOIDS
from core.audit.tables.receipts import LINES, RECEIPTS, TAXES, TENDERS
from core.audit.tables.table import Table

TABLES: tuple[Table, ...] = (
    RECEIPTS,
    LINES,
    TENDERS,
    TAXES,
    VOIDS,
    OVERRIDES,
    SESSIONS,
    PRICES,
    STOCK_MOVES,
    DRAWER,
    SHIFTS,
    CLOCK_JUMPS,
    EPOCHS,
    FORKS,
    LATE,
    GAPS,
    DECISIONS,
    ANOMALIES,
    ERASURES,
    AGE_CHECKS,
)
"""Every table, in the order they are exported."""
