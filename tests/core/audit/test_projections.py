"""Projections folded anew: what is stored is what the records make, or the difference is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.audit.finding import PROJECTION
from core.audit.projections import projection_findings
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.log.store import Transaction
from tests.contracts.logs import Counts, drafts, open_log, replicate

TABLE = "view.counts"


def counted() -> EventLog:
    """Return a log with records of two authors, and how often each number was counted."""
    log = open_log(MemoryStore(), projections=[Counts()])
    log.append(drafts(4))
    other = open_log(MemoryStore(), seed=2)
    other.append(drafts(3, start=3))
    replicate(other, log)
    return log


def found(log: EventLog) -> list[tuple[str, str, str]]:
    with log.read() as view:
        findings = projection_findings(view, log.projections, MemoryStore())
        return [(finding.kind, finding.field, finding.message) for finding in findings]


def test_honest_projections_are_not_accused() -> None:
    assert found(counted()) == []


def test_projections_are_folded_through_more_records_than_are_read_at_a_time() -> None:
    log = open_log(MemoryStore(), projections=[Counts()])
    log.append(drafts(1_500))
    assert found(log) == []


TAMPERS: dict[str, tuple[Callable[[Transaction], object], str]] = {
    "changed": (
        lambda transaction: transaction.put(TABLE, b"3", b"9"),
        "Key 33 holds 39, expected 32.",
    ),
    "added": (
        lambda transaction: transaction.put(TABLE, b"31", b"1"),
        "Key 3331 is stored, but no record makes it.",
    ),
    "removed": (
        lambda transaction: transaction.delete(TABLE, b"4"),
        "Key 34 is missing, though the records make it.",
    ),
    "removed at the end": (
        lambda transaction: transaction.delete(TABLE, b"5"),
        "Key 35 is missing, though the records make it.",
    ),
    "added at the end": (
        lambda transaction: transaction.put(TABLE, b"7", b"1"),
        "Key 37 is stored, but no record makes it.",
    ),
}


@pytest.mark.parametrize("how", TAMPERS)
def test_a_figure_that_no_record_makes_is_named(how: str) -> None:
    log = counted()
    tamper, message = TAMPERS[how]
    with log.store.write() as transaction:
        tamper(transaction)
    assert found(log) == [(PROJECTION, TABLE, message)]
