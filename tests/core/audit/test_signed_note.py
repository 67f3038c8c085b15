"""Signed notes and checkpoints: as other programs write them, and nothing else."""

from __future__ import annotations

from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.checkpoint import (
    Checkpoint,
    check_growth,
    checkpoint_of,
    head_line,
    new_lines,
    read_line,
)
from core.audit.signed_note import (
    ED25519,
    Note,
    cosign,
    cosigned_s,
    is_signed,
    key_id,
    read_note,
    sign,
)
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import MalformedError
from core.identity import StreamId
from core.log.attestation import Witnessed
from core.log.entry import Head

HUB, TILL = Ed25519Signer(b"h" * 32), Ed25519Signer(b"t" * 32)
TEXT = Checkpoint("tillmesh/0/hub", 3, bytes(32)).to_text()

GO_KEY = b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpR"
    "Zb6KE6RyyBwJnAM=\n"
)
"""The note and the key in the documentation of golang.org/x/mod/sumdb/note."""


def test_a_note_that_another_program_signed_is_read_and_verified() -> None:
    note = read_note(GO_NOTE)
    assert note.to_text() == GO_NOTE
    assert key_id("PeterNeumann", ED25519, GO_KEY).hex() == "c74f20a3"
    assert is_signed(note, "PeterNeumann", GO_KEY, verify_ed25519)
    assert not is_signed(note, "PeterNeumann", HUB.public_key, verify_ed25519)


def test_who_signed_and_who_cosigned_when_is_told_apart() -> None:
    note = Note(TEXT, (sign(TEXT, "hub", HUB),)).adding(cosign(TEXT, "till", TILL, 1_700_000_000))
    read = read_note(note.to_text())
    assert read == note
    assert is_signed(read, "hub", HUB.public_key, verify_ed25519)
    assert cosigned_s(read, "till", TILL.public_key, verify_ed25519) == 1_700_000_000
    assert cosigned_s(read, "hub", HUB.public_key, verify_ed25519) is None
    assert not is_signed(read, "till", TILL.public_key, verify_ed25519)
    again = read.adding(cosign(TEXT, "till", TILL, 1_800_000_000))
    assert cosigned_s(again, "till", TILL.public_key, verify_ed25519) == 1_800_000_000
    assert len(again.signatures) == 2


def test_a_text_or_time_that_was_changed_is_signed_by_nobody() -> None:
    signed = cosign(TEXT, "till", TILL, 1_700_000_000)
    other = Note(TEXT.replace("3", "4"), (sign(TEXT, "hub", HUB), signed))
    assert not is_signed(other, "hub", HUB.public_key, verify_ed25519)
    assert cosigned_s(other, "till", TILL.public_key, verify_ed25519) is None
    moved = signed._replace(data=(1_700_000_001).to_bytes(8, "big") + signed.data[8:])
    assert cosigned_s(Note(TEXT, (moved,)), "till", TILL.public_key, verify_ed25519) is None


@given(st.text())
def test_whatever_is_no_note_or_checkpoint_is_malformed(text: str) -> None:
    for read in (read_note, Checkpoint.from_text, read_line):
        try:
            read(text)
        except MalformedError:
            continue


@pytest.mark.parametrize("size", ["03", "-3", "x", "", "9" * 20])
def test_a_size_is_written_in_one_way_only(size: str) -> None:
    with pytest.raises(MalformedError):
        Checkpoint.from_text(TEXT.replace("3", size, 1))


def seen(number: int, sequence: int) -> Witnessed:
    stream = StreamId(bytes([number]) * 16, 1, "branch:B1")
    return Witnessed(stream, sequence, bytes([sequence]) * 32)


LINES = [head_line(seen(number, sequence)) for sequence in (1, 2, 3) for number in (1, 2)]


def test_only_heads_that_moved_are_logged() -> None:
    assert [read_line(line) for line in LINES[:2]] == [seen(1, 1), seen(2, 1)]
    heads = {one.stream: Head(one.sequence, 0, one.chain) for one in (seen(1, 3), seen(2, 4))}
    assert list(new_lines(LINES, heads)) == [head_line(seen(2, 4))]
    assert list(new_lines([], heads)) == [head_line(seen(1, 3)), head_line(seen(2, 4))]


def test_a_log_that_grew_is_no_other_log() -> None:
    before, now = checkpoint_of("hub", LINES[:4]), checkpoint_of("hub", LINES)
    check_growth(LINES, before, now)
    check_growth(LINES, None, now)
    check_growth(LINES, now, now)
    with pytest.raises(MalformedError, match="it had 6 when it was seen before"):
        check_growth(LINES[:4], now, before)
    changed = [*LINES[:1], head_line(seen(9, 9)), *LINES[2:]]
    with pytest.raises(MalformedError, match="another root than was signed"):
        check_growth(changed, None, now)
    with pytest.raises(MalformedError, match="not those that were seen before"):
        check_growth(changed, before, checkpoint_of("hub", changed))
    with pytest.raises(MalformedError, match="5 are here"):
        check_growth(LINES[:5], None, now)
