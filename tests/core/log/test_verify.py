"""A walk finds the first thing that is wrong, and where."""

from __future__ import annotations

import pytest

from core.ed25519 import verify_ed25519
from core.log import layout
from core.log.event_log import EventLog
from core.log.layout import POSITION, U32
from core.log.memory_store import MemoryStore
from core.log.verify import Walked, walk_stream
from tests.contracts.logs import drafts, open_log

RECORDS = 30


def sealed_log() -> EventLog:
    log = open_log(MemoryStore())
    for draft in drafts(RECORDS):
        log.append([draft])
    return log


def walk(log: EventLog) -> Walked:
    with log.read() as view:
        (stream,) = view.heads()
        return walk_stream(view, stream, verify_ed25519)


def change(log: EventLog, table: str, sequence: int, at: int) -> None:
    with log.transaction() as transaction:
        key = POSITION.pack(1, sequence)
        data = bytearray(transaction.get(table, key) or b"")
        data[at] ^= 1
        transaction.put(table, key, bytes(data))


def test_an_honest_log_holds() -> None:
    walked = walk(sealed_log())
    assert (walked.records, walked.seals, walked.fault) == (RECORDS, RECORDS, "")


@pytest.mark.parametrize("sequence", [1, 2, 17, RECORDS])
@pytest.mark.parametrize("at", [30, 45, 60, -33, -1])
def test_a_changed_record_is_named(sequence: int, at: int) -> None:
    log = sealed_log()
    change(log, layout.LOG, sequence, at)
    walked = walk(log)
    assert walked.fault
    assert walked.records == sequence - 1


def test_a_changed_seal_is_named() -> None:
    log = sealed_log()
    change(log, layout.SEAL, 9, 5)
    assert "at 9 does not verify" in walk(log).fault


def test_a_missing_record_is_named() -> None:
    log = sealed_log()
    with log.transaction() as transaction:
        transaction.delete(layout.LOG, POSITION.pack(1, 12))
    assert walk(log).records == 11


def test_a_head_of_another_chain_is_named() -> None:
    log = sealed_log()
    with log.transaction() as transaction:
        head = bytearray(transaction.get(layout.HEAD, U32.pack(1)) or b"")
        head[-1] ^= 1
        transaction.put(layout.HEAD, U32.pack(1), bytes(head))
    assert walk(log).fault == "The head is not the last record's."
