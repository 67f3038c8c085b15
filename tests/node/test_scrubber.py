"""The scrubber: everything is walked in small pieces, and what the disk changed is found."""

from __future__ import annotations

import json
from typing import Any

from core.log.event_log import EventLog
from core.log.layout import LOG, POSITION
from core.log.memory_store import MemoryStore
from node.processes.scrubber import IDLE_REST_S, PASS_EVERY_MS, PIECE_RECORDS, Scrubber
from tests.contracts.logs import BRANCH, NOW_MS, draft, drafts, open_log

EVENTS = 3 * PIECE_RECORDS + 7


class Clock:
    """A clock that stands until somebody moves it."""

    def __init__(self) -> None:
        self.ms = NOW_MS

    def __call__(self) -> int:
        return self.ms


def filled(clock: Clock) -> EventLog:
    """A log of two streams, one of several pieces and one of a few records."""
    log = open_log(MemoryStore(), clock_ms=clock)
    for first in range(0, EVENTS, 5):
        log.append(drafts(min(5, EVENTS - first), start=1 + first, scope=BRANCH))
    log.append([draft(9_000 + number) for number in range(9)])
    return log


def change(log: EventLog, sequence: int) -> None:
    """Flip a bit in the body of a record of the long stream."""
    with log.store.write() as transaction:
        alias = alias_of(log)
        key = POSITION.pack(alias, sequence)
        record = bytearray(transaction.get(LOG, key) or b"")
        record[-33] ^= 1  # The last byte of the body: the chain hash follows.
        transaction.put(LOG, key, bytes(record))


def alias_of(log: EventLog) -> int:
    with log.read() as view:
        found = view.alias(log.stream(BRANCH))
    assert found is not None
    return found


def walk(scrubber: Scrubber) -> int:
    """Let it walk until it rests for long; returns how many pieces that took."""
    steps = 0
    while scrubber.step() < IDLE_REST_S:
        steps += 1
        assert steps < 100
    return steps


def alerts(scrubber: Scrubber) -> list[str]:
    found = scrubber.notes()["alerts"]
    assert isinstance(found, list)
    return found


def test_a_whole_log_is_walked_once_a_day_and_raises_no_alert() -> None:
    clock = Clock()
    scrubber = Scrubber(filled(clock), {})
    assert 4 <= walk(scrubber) <= 6
    assert alerts(scrubber) == []
    assert walk(scrubber) == 0
    clock.ms += PASS_EVERY_MS - 1
    assert walk(scrubber) == 0
    clock.ms += 1
    assert walk(scrubber) >= 4


def test_a_clock_set_back_does_not_put_the_next_walk_off() -> None:
    clock = Clock()
    scrubber = Scrubber(filled(clock), {})
    walk(scrubber)
    clock.ms -= 365 * PASS_EVERY_MS
    assert walk(scrubber) >= 4


def test_a_changed_record_is_named_wherever_it_stands() -> None:
    for sequence in (1, PIECE_RECORDS, PIECE_RECORDS + 1, EVENTS - 1):
        log = filled(Clock())
        change(log, sequence)
        scrubber = Scrubber(log, {})
        walk(scrubber)
        (alert,) = alerts(scrubber)
        assert alert.startswith(f"Record {sequence} of stream {log.stream(BRANCH)} is damaged")


def test_damage_of_one_stream_does_not_hide_that_of_another() -> None:
    log = filled(Clock())
    change(log, 3)
    with log.store.write() as transaction:
        transaction.put(LOG, POSITION.pack(alias_of(log) + 1, 4), b"nothing")
    scrubber = Scrubber(log, {})
    walk(scrubber)
    assert len(alerts(scrubber)) == 2


def test_an_alert_stays_until_a_walk_finds_the_record_mended() -> None:
    clock = Clock()
    log = filled(clock)
    change(log, 200)
    scrubber = Scrubber(log, {})
    walk(scrubber)
    change(log, 200)
    assert len(alerts(scrubber)) == 1
    clock.ms += PASS_EVERY_MS
    walk(scrubber)
    assert alerts(scrubber) == []


def noted(scrubber: Scrubber) -> dict[str, Any]:
    """What comes back after the notes went through the file."""
    notes: dict[str, Any] = json.loads(json.dumps(scrubber.notes()))
    return notes


def test_a_walk_goes_on_where_it_was_when_its_process_ended() -> None:
    log = filled(Clock())
    whole = walk(Scrubber(log, {}))
    scrubber, steps = Scrubber(log, {}), 0
    while scrubber.step() < IDLE_REST_S:
        scrubber, steps = Scrubber(log, noted(scrubber)), steps + 1
        assert steps < 100
    assert steps == whole
    assert walk(Scrubber(log, noted(scrubber))) == 0


def test_what_was_found_is_still_said_after_a_restart() -> None:
    log = filled(Clock())
    change(log, 2)
    scrubber = Scrubber(log, {})
    walk(scrubber)
    assert alerts(Scrubber(log, noted(scrubber))) == alerts(scrubber) != []


def test_notes_that_make_no_sense_begin_a_new_walk() -> None:
    log = filled(Clock())
    nonsense: tuple[dict[str, Any], ...] = (
        {"began_ms": "x", "stream": None, "record": None, "damage": {}},
        {"began_ms": NOW_MS, "stream": "zz", "record": 1, "damage": {}},
        {"began_ms": NOW_MS, "stream": None, "record": None, "damage": []},
        {"began_ms": NOW_MS},
    )
    for notes in nonsense:
        assert walk(Scrubber(log, notes)) >= 4
