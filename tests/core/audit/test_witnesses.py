"""What seals saw: a log cut at its end is contradicted by whoever had heard of it."""

from __future__ import annotations

from contextlib import ExitStack

from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit.finding import FORK, WITNESS, Finding
from core.audit.stream_audit import audit_stream
from core.audit.witnesses import Source, fork_findings, witness_findings
from core.ed25519 import verify_ed25519
from core.identity import COMPANY_SCOPE
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from tests.contracts.logs import drafts, open_log, replicate


def judged(**logs: EventLog) -> tuple[list[Finding], list[Finding]]:
    """Return what witnesses and comparison find among these logs."""
    with ExitStack() as opened:
        sources = [Source(name, opened.enter_context(log.read())) for name, log in logs.items()]
        claims = {
            str(stream): audit_stream(source.view, stream, verify_ed25519).unmatched
            for source in sources
            for stream in source.view.heads()
        }
        return list(witness_findings(claims, sources)), list(fork_findings(sources))


def two_tills() -> tuple[EventLog, EventLog]:
    """Return a till of nine records, and one that saw them and then wrote."""
    first, second = open_log(MemoryStore()), open_log(MemoryStore(), seed=2)
    first.append(drafts(9))
    replicate(first, second)
    second.append(drafts(1, start=100))
    return first, second


def cut(records: int) -> EventLog:
    """Return the first till's log with its first records only, as well sealed as any."""
    shorter = open_log(MemoryStore())
    shorter.append(drafts(records))
    return shorter


def test_honest_logs_bear_one_another_out() -> None:
    first, second = two_tills()
    assert judged(first=first, second=second) == ([], [])
    assert judged(second=second) == ([], [])


def test_a_log_cut_at_its_end_is_contradicted_by_who_saw_it() -> None:
    first, second = two_tills()
    shorter = cut(6)
    only_own = open_log(MemoryStore(), seed=2)
    stream = second.stream(COMPANY_SCOPE)
    with second.read() as view:
        segment = view.segment(stream, 0)
    assert segment is not None
    third = open_log(MemoryStore(), seed=3)
    third.ingest(stream, 1, segment.data, segment.seal, segment.public_key)
    found, _ = judged(shorter=shorter, third=third)
    assert [(finding.kind, finding.sequence, finding.field) for finding in found] == [
        (WITNESS, 9, "end")
    ]
    assert found[0].stream == str(first.stream(COMPANY_SCOPE))
    assert "ends at 6: its end was cut off" in found[0].message
    assert judged(only_own=only_own) == ([], [])


def test_of_a_stream_that_nobody_here_holds_nothing_is_said() -> None:
    _, second = two_tills()
    stream = second.stream(COMPANY_SCOPE)
    with second.read() as view:
        segment = view.segment(stream, 0)
    assert segment is not None
    third = open_log(MemoryStore(), seed=3)
    third.ingest(stream, 1, segment.data, segment.seal, segment.public_key)
    assert judged(third=third) == ([], [])


def test_a_witness_of_another_history_says_so() -> None:
    _, second = two_tills()
    other = open_log(MemoryStore())
    other.append(drafts(9, start=500))
    stream = second.stream(COMPANY_SCOPE)
    with second.read() as view:
        segment = view.segment(stream, 0)
    assert segment is not None
    third = open_log(MemoryStore(), seed=3)
    third.ingest(stream, 1, segment.data, segment.seal, segment.public_key)
    found, _ = judged(other=other, third=third)
    assert [(finding.sequence, finding.field) for finding in found] == [(9, "chain")]


@settings(max_examples=25, deadline=None)
@given(same=st.integers(0, 12), left=st.integers(1, 9), right=st.integers(1, 9))
def test_two_histories_are_told_from_the_first_record_that_differs(
    same: int, left: int, right: int
) -> None:
    one, other = open_log(MemoryStore()), open_log(MemoryStore())
    for log, start, count in ((one, 100, left), (other, 200, right)):
        if same:
            log.append(drafts(same))
        log.append(drafts(count, start=start))
    _, found = judged(one=one, other=other)
    assert [(finding.kind, finding.sequence) for finding in found] == [(FORK, same + 1)]
