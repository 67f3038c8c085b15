"""A body may go where its author lets go of it; everything else about the log stays as it was."""

from __future__ import annotations

import msgpack
import pytest
import zstandard

from core.audit.stream_audit import audit_stream
from core.ed25519 import verify_ed25519
from core.errors import MalformedError, SealError
from core.identity import COMPANY_SCOPE
from core.log.entry import Draft, entry_of
from core.log.erasing import erase_bodies
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.log.offer import Offer
from core.log.record import erased_of, verify_record, without_body
from core.log.verify import walk_stream
from tests.contracts.logs import digest, drafts, open_log, records, replicate

SECRET = b"the key to somebody's name"


def written() -> EventLog:
    """Return a log of three records, the second of which may lose its body."""
    log = open_log(MemoryStore())
    first, second, third = drafts(3)
    log.append([first, second._replace(body=SECRET, erasable=True), third])
    return log


def erase(log: EventLog, sequence: int = 2) -> int:
    stream = log.stream(COMPANY_SCOPE)
    with log.store.write() as transaction:
        return erase_bodies(transaction, [(stream, sequence)])


def test_an_erased_body_is_gone_and_heads_chains_seals_and_roots_hold() -> None:
    log = written()
    stream = log.stream(COMPANY_SCOPE)
    before, heads = records(log, stream), digest(log)
    assert erase(log) == 1
    after = records(log, stream)
    assert SECRET not in b"".join(after)
    assert [one[-32:] for one in after] == [one[-32:] for one in before]
    assert (after[0], after[2]) == (before[0], before[2])
    assert digest(log) == heads
    with log.read() as view:
        walked = walk_stream(view, stream, verify_ed25519)
        assert (walked.records, walked.fault) == (3, "")
        assert audit_stream(view, stream, verify_ed25519).findings == ()
    assert erase(log) == 0, "what is gone is not erased again"


def test_a_body_whose_author_keeps_it_cannot_be_erased() -> None:
    log = written()
    before = records(log, log.stream(COMPANY_SCOPE))
    assert erase(log, 1) == 0
    assert records(log, log.stream(COMPANY_SCOPE)) == before
    held = entry_of(before[0])
    bare = held.record[: -32 - len(held.body)] + held.record[-32:]
    with pytest.raises(MalformedError, match="body"):
        verify_record(bare, bytes(32))
    assert erased_of(bare) is None


def test_a_record_without_its_body_travels_on_and_is_one_with_those_that_have_it() -> None:
    log, whole = written(), open_log(MemoryStore(), seed=2)
    replicate(log, whole)
    erase(log)
    late = open_log(MemoryStore(), seed=3)
    replicate(log, late)
    stream = log.stream(COMPANY_SCOPE)
    assert records(late, stream) == records(log, stream)
    with log.read() as view:
        bare = view.segment(stream, 0)
    assert bare is not None
    offer = Offer(stream, 1, bare.data, bare.seal, bare.public_key)
    assert whole.ingest_all([offer])[0].added == 0, "nothing is new, and nothing forks"
    assert SECRET in b"".join(records(whole, stream)), "who has not heard keeps it"
    with whole.store.write() as transaction:
        assert erase_bodies(transaction, [(stream, 2)]) == 1
    assert digest(whole) == digest(log) == digest(late)


@pytest.mark.parametrize(
    "column",
    [
        [],
        [[0, 5, bytes(32)]],
        [[1, 0, bytes(32)]],
        [[1, 5, bytes(31)]],
        [[1, 5, "x" * 32]],
        [[3, 5, bytes(32)]],
        [[1, 5, bytes(32)], [1, 5, bytes(32)]],
        [[1, 5]],
        [[True, 5, bytes(32)], 7],
        7,
    ],
)
def test_a_segment_that_lacks_what_nobody_may_erase_is_refused(column: object) -> None:
    log = written()
    erase(log)
    stream = log.stream(COMPANY_SCOPE)
    with log.read() as view:
        segment = view.segment(stream, 0)
    assert segment is not None
    columns = msgpack.unpackb(zstandard.ZstdDecompressor().decompress(segment.data))
    assert len(columns) == 10
    forged = zstandard.ZstdCompressor().compress(msgpack.packb([*columns[:9], column]))
    offer = Offer(stream, 1, forged, segment.seal, segment.public_key)
    other = open_log(MemoryStore(), seed=2)
    with pytest.raises((MalformedError, SealError)) as refused:
        other.ingest_all([offer])
    assert "our own stream" not in str(refused.value)


def test_a_draft_says_whether_its_body_may_go() -> None:
    log = open_log(MemoryStore())
    log.append([Draft("secret.kept", COMPANY_SCOPE, log.mint_id(), 1, SECRET, erasable=True)])
    (record,) = records(log, log.stream(COMPANY_SCOPE))
    bare = without_body(record)
    left = erased_of(bare)
    assert left is not None
    assert left.length == len(SECRET)
    assert verify_record(bare, bytes(32)).kind == "secret.kept"
    assert erased_of(record) is None
