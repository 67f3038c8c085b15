"""Auditing a stream: honest ones are not accused; what was changed is named with its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit.finding import HEAD, RECORD, SEAL, TREE, Finding
from core.audit.stream_audit import StreamAudit, audit_stream
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.identity import COMPANY_SCOPE
from core.log import layout
from core.log.attestation import Attestation
from core.log.entry import entry_of, head_of
from core.log.event_log import EventLog
from core.log.layout import POSITION, U32
from core.log.memory_store import MemoryStore
from core.log.record import HASH_BYTES, decode_header
from core.log.seal import make_seal
from core.log.store import Transaction
from tests.contracts.logs import drafts, open_log, replicate

ALIAS = 1
"""The only stream of these logs."""

Tamper = Callable[[Transaction], None]


def written() -> EventLog:
    """Return a log of nine records with seals at 1, 4, 5 and 9."""
    log = open_log(MemoryStore())
    for start, count in ((1, 1), (2, 3), (5, 1), (6, 4)):
        log.append(drafts(count, start=start))
    return log


def audited(log: EventLog, tamper: Tamper | None = None) -> StreamAudit:
    if tamper is not None:
        with log.store.write() as transaction:
            tamper(transaction)
    with log.read() as view:
        (stream,) = view.heads()
        return audit_stream(view, stream, verify_ed25519)


def at(sequence: int) -> bytes:
    return POSITION.pack(ALIAS, sequence)


def record(transaction: Transaction, sequence: int) -> bytes:
    found = transaction.get(layout.LOG, at(sequence))
    assert found is not None
    return found


def places(audit: StreamAudit) -> list[tuple[str, int, str]]:
    return [(finding.kind, finding.sequence, finding.field) for finding in audit.findings]


def test_an_honest_stream_is_not_accused() -> None:
    audit = audited(written())
    assert audit == (audit.stream, 9, 4, (), ())


def test_an_honest_copy_is_not_accused_and_keeps_the_seals_it_was_given() -> None:
    ours, theirs = written(), open_log(MemoryStore(), seed=2)
    replicate(ours, theirs)
    audit = audited(theirs)
    assert (audit.records, audit.findings) == (9, ())


@settings(max_examples=150, deadline=None)
@given(sequence=st.integers(1, 9), data=st.data())
def test_any_flipped_bit_of_a_record_is_found_at_that_record(
    sequence: int, data: st.DataObject
) -> None:
    log = written()
    with log.store.read() as transaction:
        size = len(record(transaction, sequence))
    place = data.draw(st.integers(0, size - 1))
    bit = 1 << data.draw(st.integers(0, 7))

    def flip(transaction: Transaction) -> None:
        changed = bytearray(record(transaction, sequence))
        changed[place] ^= bit
        transaction.put(layout.LOG, at(sequence), bytes(changed))

    audit = audited(log, flip)
    assert audit.findings[0].kind == RECORD
    assert audit.findings[0].sequence == sequence
    assert audit.records == 9


@settings(max_examples=40, deadline=None)
@given(which=st.sampled_from([1, 4, 5, 9]), place=st.integers(0, 96), bit=st.integers(0, 7))
def test_any_flipped_bit_of_a_seal_is_found_at_that_seal(which: int, place: int, bit: int) -> None:
    def flip(transaction: Transaction) -> None:
        changed = bytearray(transaction.get(layout.SEAL, at(which)) or b"")
        changed[place] ^= 1 << bit
        transaction.put(layout.SEAL, at(which), bytes(changed))

    found = places(audited(written(), flip))
    assert found[0] == (SEAL, which, "signature")


FIELDS = {"version": 0, "author": 6, "epoch": 25, "sequence": 33, "body": -HASH_BYTES - 1}


@pytest.mark.parametrize(("field", "place"), FIELDS.items())
def test_the_field_that_was_changed_is_named(field: str, place: int) -> None:
    def flip(transaction: Transaction) -> None:
        changed = bytearray(record(transaction, 3))
        changed[place] ^= 1
        transaction.put(layout.LOG, at(3), bytes(changed))

    assert (RECORD, 3, field) in places(audited(written(), flip))


def test_a_missing_record_is_named() -> None:
    def cut(transaction: Transaction) -> None:
        transaction.delete(layout.LOG, at(3))

    audit = audited(written(), cut)
    assert places(audit)[0] == (RECORD, 3, "sequence")
    assert audit.findings[0].message == "Record 3 is missing; 4 follows."


def test_a_log_cut_at_its_end_is_named_by_its_own_head() -> None:
    def cut(transaction: Transaction) -> None:
        for sequence in (7, 8, 9):
            transaction.delete(layout.LOG, at(sequence))

    assert places(audited(written(), cut)) == [
        (SEAL, 9, "sequence"),
        (RECORD, 7, "sequence"),
    ]


def test_two_records_that_changed_places_are_named() -> None:
    def swap(transaction: Transaction) -> None:
        two, three = record(transaction, 2), record(transaction, 3)
        transaction.put(layout.LOG, at(2), three)
        transaction.put(layout.LOG, at(3), two)

    found = places(audited(written(), swap))
    assert (RECORD, 2, "sequence") in found
    assert (RECORD, 3, "sequence") in found


def test_a_record_beyond_the_head_is_named() -> None:
    def add(transaction: Transaction) -> None:
        transaction.put(layout.LOG, at(10), record(transaction, 9))

    found = places(audited(written(), add))
    assert (RECORD, 10, "sequence") in found
    assert (HEAD, 9, "head") in found


def test_a_key_that_is_no_key_of_a_record_is_named() -> None:
    def bend(transaction: Transaction) -> None:
        transaction.put(layout.LOG, at(4) + b"!", record(transaction, 5))
        transaction.delete(layout.LOG, at(5))

    assert places(audited(written(), bend))[:2] == [(RECORD, 5, "key"), (RECORD, 5, "sequence")]


def test_a_head_that_names_another_record_is_named() -> None:
    def change(transaction: Transaction) -> None:
        head = layout.unpack_head(transaction.get(layout.HEAD, U32.pack(ALIAS)))
        transaction.put(layout.HEAD, U32.pack(ALIAS), layout.pack_head(head._replace(hlc=1)))

    assert places(audited(written(), change)) == [(HEAD, 9, "head")]


def test_records_after_the_last_seal_are_named() -> None:
    def unseal(transaction: Transaction) -> None:
        transaction.delete(layout.SEAL, at(9))

    assert places(audited(written(), unseal)) == [(SEAL, 6, "signature")]


def test_a_history_written_anew_under_another_key_is_named() -> None:
    """Records may be forged whole, chain and all: only the author can seal them."""
    forger = Ed25519Signer(bytes([9]) * 32)

    def sign(transaction: Transaction) -> None:
        entry = entry_of(record(transaction, 9))
        with log.read() as view:
            (stream,) = view.heads()
        seal = make_seal(forger, stream, *head_of(entry))
        transaction.put(layout.SEAL, at(9), seal.to_bytes())

    log = written()
    assert places(audited(log, sign)) == [(SEAL, 9, "signature")]


def test_an_author_who_attests_another_tree_is_named() -> None:
    def attest(transaction: Transaction) -> None:
        entry = entry_of(record(transaction, 9))
        stream = log.stream(COMPANY_SCOPE)
        extension = Attestation(bytes(32)).to_bytes()
        seal = make_seal(Ed25519Signer(bytes([1]) * 32), stream, *head_of(entry), extension)
        transaction.put(layout.SEAL, at(9), seal.to_bytes())

    log = written()
    assert places(audited(log, attest)) == [(TREE, 9, "root")]


def test_a_seal_without_an_attestation_is_as_good_as_it_was() -> None:
    def plain(transaction: Transaction) -> None:
        entry = entry_of(record(transaction, 9))
        stream = log.stream(COMPANY_SCOPE)
        seal = make_seal(Ed25519Signer(bytes([1]) * 32), stream, *head_of(entry))
        transaction.put(layout.SEAL, at(9), seal.to_bytes())

    log = written()
    assert audited(log, plain).findings == ()


def test_what_a_stream_saw_and_its_log_does_not_hold_is_told() -> None:
    ours, theirs = written(), open_log(MemoryStore(), seed=2)
    replicate(ours, theirs)
    theirs.append(drafts(1, start=50))
    seen, sealer = ours.stream(COMPANY_SCOPE), theirs.stream(COMPANY_SCOPE)
    with theirs.read() as view:
        assert audit_stream(view, sealer, verify_ed25519).unmatched == ()
        head = view.head(seen)
        alias = view.alias(seen)
    assert alias is not None
    with theirs.store.write() as transaction:
        transaction.delete(layout.LOG, POSITION.pack(alias, 9))
    with theirs.read() as view:
        audit = audit_stream(view, sealer, verify_ed25519)
    assert audit.unmatched == ((seen, 9, head.chain),)


def test_a_finding_says_what_is_there_and_what_was_expected() -> None:
    def flip(transaction: Transaction) -> None:
        changed = bytearray(record(transaction, 3))
        changed[33] ^= 4
        transaction.put(layout.LOG, at(3), bytes(changed))

    log = written()
    finding = audited(log, flip).findings[0]
    stream = str(log.stream(COMPANY_SCOPE))
    said = "The record says sequence 7, expected 3 where it stands."
    assert finding == Finding(RECORD, stream, 3, "sequence", said)


def test_progress_adds_up_to_the_records() -> None:
    told: list[int] = []
    log = written()
    with log.read() as view:
        (stream,) = view.heads()
        audit_stream(view, stream, verify_ed25519, told.append)
    assert sum(told) == 9


def test_the_sequence_stands_where_the_tests_flip_it() -> None:
    log = written()
    with log.store.read() as transaction:
        changed = bytearray(record(transaction, 3))
    changed[33] ^= 1
    assert decode_header(bytes(changed)).sequence == 2
