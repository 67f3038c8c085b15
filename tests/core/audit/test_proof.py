"""Proofs: checked with the file and the company's key alone, and nothing but the truth passes."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit.proof import (
    ConsistencyProof,
    InclusionProof,
    check_consistency,
    check_inclusion,
    prove_consistency,
    prove_inclusion,
)
from core.audit.proof_file import PROOF_BYTES_MAX, from_json, to_json
from core.company.certificate import Certificate, issue
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import MalformedError, RefusedError, RemoteError, SealError
from core.identity import COMPANY_SCOPE
from core.log import layout
from core.log.event_log import EventLog
from core.log.layout import POSITION
from core.log.memory_store import MemoryStore
from core.log.seal import Seal
from tests.contracts.logs import drafts, open_log, replicate

ROOT = Ed25519Signer(bytes([77]) * 32)
STRANGER = Ed25519Signer(bytes([78]) * 32)


def certificate(seed: int, root: Ed25519Signer = ROOT) -> bytes:
    """Return a company's word for the node that `open_log(seed=...)` opens."""
    key = Ed25519Signer(bytes([seed]) * 32).public_key
    named = Certificate(
        root.public_key, "b1t1", "b1", "till", key, bytes(32), bytes(16), 0, 0, False
    )
    return issue(root, named)


def written() -> EventLog:
    """Return a log of nine records with seals at 1, 4, 5 and 9."""
    log = open_log(MemoryStore())
    for start, count in ((1, 1), (2, 3), (5, 1), (6, 4)):
        log.append(drafts(count, start=start))
    return log


LOG = written()
STREAM = LOG.stream(COMPANY_SCOPE)


def inclusion(sequence: int) -> InclusionProof:
    with LOG.read() as view:
        return prove_inclusion(view, STREAM, sequence, certificate(1))


def consistency(old: int, new: int) -> ConsistencyProof:
    with LOG.read() as view:
        return prove_consistency(view, STREAM, old, new, certificate(1))


def read(text: str) -> Any:
    return from_json(text)


@pytest.mark.parametrize("sequence", range(1, 10))
def test_every_record_is_proved_by_a_file_and_the_companys_key(sequence: int) -> None:
    proof = read(to_json(inclusion(sequence)))
    assert check_inclusion(proof, ROOT.public_key, verify_ed25519).node == "b1t1"


@pytest.mark.parametrize(("old", "new"), [(1, 1), (1, 9), (2, 5), (4, 9), (9, 9)])
def test_a_later_seal_is_proved_to_continue_an_earlier_one(old: int, new: int) -> None:
    proof = read(to_json(consistency(old, new)))
    assert check_consistency(proof, ROOT.public_key, verify_ed25519).node == "b1t1"


def test_records_of_both_histories_of_a_stream_that_forked_are_proved() -> None:
    holder = open_log(MemoryStore(), seed=2)
    for start in (100, 200):
        author = open_log(MemoryStore())
        author.append(drafts(3))
        author.append(drafts(4, start=start))
        with author.read() as view:
            segment = view.segment(STREAM, 0)
        assert segment is not None
        holder.ingest(STREAM, 1, segment.data, segment.seal, segment.public_key)
    with holder.read() as view:
        histories = [stream for stream in view.heads() if stream.base == STREAM]
        assert len(histories) == 2
        proofs = [prove_inclusion(view, one, 6, certificate(1)) for one in histories]
    assert len({proof.record for proof in proofs}) == 2
    for proof in proofs:
        check_inclusion(read(to_json(proof)), ROOT.public_key, verify_ed25519)


def test_whoever_holds_a_copy_can_prove_what_its_author_wrote() -> None:
    copy = open_log(MemoryStore(), seed=2)
    replicate(LOG, copy)
    with copy.read() as view:
        proof = prove_inclusion(view, STREAM, 3, certificate(1))
    check_inclusion(proof, ROOT.public_key, verify_ed25519)


@settings(max_examples=150, deadline=None)
@given(sequence=st.integers(1, 9), data=st.data())
def test_no_changed_proof_passes(sequence: int, data: st.DataObject) -> None:
    """Flip one hexadecimal digit anywhere but in the record's own chain, which nothing reads."""
    proof = inclusion(sequence)
    text = to_json(proof)
    chain = text.index(proof.record.hex()) + 2 * len(proof.record) - 64
    places = [
        place
        for place, letter in enumerate(text)
        if letter in "0123456789abcdef" and not chain <= place < chain + 64
    ]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from("0123456789abcdef"))
    changed = text[:place] + digit + text[place + 1 :]
    with suppress(RemoteError):
        found = read(changed)
        check_inclusion(found, ROOT.public_key, verify_ed25519)
        assert found == proof, "a proof of something else was taken"


def test_a_proof_of_another_company_is_refused() -> None:
    with pytest.raises(SealError, match="of another company"):
        check_inclusion(inclusion(3), STRANGER.public_key, verify_ed25519)


def test_a_certificate_of_another_node_proves_nothing() -> None:
    proof = inclusion(3)._replace(certificate=certificate(2))
    with pytest.raises(SealError, match="not its author's"):
        check_inclusion(proof, ROOT.public_key, verify_ed25519)


def test_a_record_that_is_not_in_the_tree_is_refused() -> None:
    other = open_log(MemoryStore())
    other.append(drafts(9, start=300))
    with other.read() as view:
        (record,) = view.records(STREAM, 2, count=1)
    with pytest.raises(SealError, match="is not in the tree"):
        check_inclusion(inclusion(3)._replace(record=record), ROOT.public_key, verify_ed25519)


def test_a_body_that_was_exchanged_is_refused() -> None:
    proof = inclusion(3)
    record = bytearray(proof.record)
    record[-33] ^= 1
    with pytest.raises(MalformedError, match="body is not the one"):
        check_inclusion(proof._replace(record=bytes(record)), ROOT.public_key, verify_ed25519)


def test_a_later_history_that_does_not_continue_the_earlier_is_refused() -> None:
    other = open_log(MemoryStore())
    other.append(drafts(9, start=300))
    with other.read() as view:
        new = prove_inclusion(view, STREAM, 9, certificate(1)).head
    proof = consistency(4, 9)._replace(new=new)
    with pytest.raises(SealError, match="does not begin with"):
        check_consistency(proof, ROOT.public_key, verify_ed25519)


def test_what_was_sealed_before_there_were_trees_cannot_be_proved() -> None:
    log = written()
    with log.store.write() as transaction:
        for key, data in list(transaction.scan(layout.SEAL, POSITION.pack(1, 0))):
            transaction.put(layout.SEAL, key, Seal.from_bytes(data).signature)
    with log.read() as view, pytest.raises(RefusedError, match="attests a tree"):
        prove_inclusion(view, STREAM, 3, certificate(1))


def test_a_record_that_is_not_held_cannot_be_proved() -> None:
    with pytest.raises(RefusedError, match="on attests a tree"):
        inclusion(10)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"proof": "something else"}', "[" * 5_000, "1" * (PROOF_BYTES_MAX + 1)],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        from_json(text)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["stream", "certificate", "path", "record", "head", "proof"]),
    st.one_of(st.none(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2)),
)
def test_a_field_of_the_wrong_kind_is_refused(field: str, value: object) -> None:
    fields = json.loads(to_json(inclusion(3)))
    fields[field] = value
    with pytest.raises(RemoteError):
        check_inclusion(read(json.dumps(fields)), ROOT.public_key, verify_ed25519)
