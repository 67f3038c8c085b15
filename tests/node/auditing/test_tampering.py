"""Tamper trials: hundreds of random places of real data files, each found, and only there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from core.audit.finding import DISK, RECORD, SEAL
from core.ed25519 import Ed25519Signer
from core.log import layout
from core.log.entry import entry_of, head_of
from core.log.layout import POSITION, U32
from core.log.seal import make_seal
from core.log.store import Transaction
from node.auditing.verifying import Verdict
from tests.node.auditing.chain import audited, places, reading, tampering, trade

TRIALS = 28
"""Random places for each kind of tampering; there are nine kinds."""


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of a hub that holds what two branches sold."""
    return trade(tmp_path_factory.mktemp("honest"))["HUB"]


@pytest.fixture
def log(honest: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(honest, tmp_path / "log"))


def judged(log: Path, tmp_path: Path) -> Verdict:
    return audited(log, scratch=tmp_path / "scratch")


def records(transaction: Transaction, alias: int) -> list[bytes]:
    start, stop = POSITION.pack(alias, 0), POSITION.pack(alias + 1, 0)
    return [value for _, value in transaction.scan(layout.LOG, start, stop)]


def cut(transaction: Transaction, alias: int, sequence: int, dice: Random) -> None:
    """Leave a record out."""
    transaction.delete(layout.LOG, POSITION.pack(alias, sequence))


def duplicate(transaction: Transaction, alias: int, sequence: int, dice: Random) -> None:
    """Put a record once more at the end of its stream."""
    held = records(transaction, alias)
    transaction.put(layout.LOG, POSITION.pack(alias, len(held) + 1), held[sequence - 1])


def overwrite(transaction: Transaction, alias: int, sequence: int, dice: Random) -> None:
    """Put the record of another stream, or of nowhere, in a record's place."""
    other = records(transaction, alias % 3 + 1)
    transaction.put(layout.LOG, POSITION.pack(alias, sequence), dice.choice(other))


def swap(transaction: Transaction, alias: int, sequence: int, dice: Random) -> None:
    """Let a record and the last of its stream change places."""
    held = records(transaction, alias)
    transaction.put(layout.LOG, POSITION.pack(alias, sequence), held[-1])
    transaction.put(layout.LOG, POSITION.pack(alias, len(held)), held[sequence - 1])


def flip(transaction: Transaction, alias: int, sequence: int, dice: Random) -> None:
    """Flip one bit of a record."""
    key = POSITION.pack(alias, sequence)
    record = bytearray(transaction.get(layout.LOG, key) or b"")
    record[dice.randrange(len(record))] ^= 1 << dice.randrange(8)
    transaction.put(layout.LOG, key, bytes(record))


def shorten(transaction: Transaction, alias: int, sequence: int, dice: Random) -> None:
    """Cut a record's bytes off at a random place."""
    key = POSITION.pack(alias, sequence)
    record = transaction.get(layout.LOG, key) or b""
    transaction.put(layout.LOG, key, record[: dice.randrange(len(record))])


def roll_back(transaction: Transaction, alias: int, sequence: int, dice: Random) -> None:
    """Take the stream back to before a record, and its head with it, but not its seals."""
    held = records(transaction, alias)
    for place in range(sequence, len(held) + 1):
        transaction.delete(layout.LOG, POSITION.pack(alias, place))
    entry = entry_of(held[sequence - 2]) if sequence > 1 else None
    if entry is not None:
        transaction.put(layout.HEAD, U32.pack(alias), layout.pack_head(head_of(entry)))


def flip_seal(transaction: Transaction, alias: int, sequence: int, dice: Random) -> None:
    """Flip one bit of the first seal from a record on."""
    key, seal = next(transaction.scan(layout.SEAL, POSITION.pack(alias, sequence)))
    changed = bytearray(seal)
    changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    transaction.put(layout.SEAL, key, bytes(changed))


KINDS: dict[str, Callable[[Transaction, int, int, Random], None]] = {
    "cut": cut,
    "duplicate": duplicate,
    "overwrite": overwrite,
    "swap": swap,
    "flip": flip,
    "shorten": shorten,
    "roll back": roll_back,
    "flip a seal": flip_seal,
}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_tampered_with_is_found_in_its_stream_and_nowhere_else(
    kind: str, honest: Path, tmp_path: Path
) -> None:
    dice = Random(kind)
    for trial in range(TRIALS):
        log = Path(shutil.copytree(honest, tmp_path / f"log-{trial}"))
        with reading(log) as view:
            stream, sequence, key = dice.choice(places(view))
        alias, _ = POSITION.unpack(key)
        with tampering(log) as transaction:
            before = transaction.get(layout.LOG, key)
            KINDS[kind](transaction, alias, sequence, dice)
            if kind in ("overwrite", "swap") and transaction.get(layout.LOG, key) == before:
                continue
        verdict = judged(log, tmp_path / f"trial-{trial}")
        what = f"trial {trial}: {kind} at {stream} {sequence}"
        assert verdict.verdict == "unsound", what
        assert {finding.stream for _, finding in verdict.findings} == {str(stream)}, what
        found = {(finding.kind, finding.sequence) for _, finding in verdict.findings}
        if kind == "flip a seal":
            assert [where for where, _ in found] == [SEAL], what
            assert min(place for _, place in found) >= sequence, what
        elif kind == "roll back":
            assert min(place for _, place in found) >= sequence - 1, what
        elif kind == "duplicate":
            assert min(place for _, place in found) > sequence - 1, what
        else:
            assert (RECORD, sequence) in found, what
            assert min(place for _, place in found) == sequence, what


def test_bits_flipped_in_the_file_itself_are_found(honest: Path, tmp_path: Path) -> None:
    """Past LMDB, in the bytes of the file, as a failing disk or a hex editor would."""
    dice = Random("file")
    with reading(honest) as view:
        known = [(at, view.record_at(at[2])) for at in places(view)]
    data = (honest / "data.mdb").read_bytes()
    for trial in range(TRIALS):
        (stream, sequence, _), record = dice.choice(known)
        place, bit = dice.randrange(len(record)), 1 << dice.randrange(8)
        changed = bytearray(data)
        found = data.find(record)
        assert found >= 0
        while found >= 0:  # older pages may hold it too
            changed[found + place] ^= bit
            found = data.find(record, found + len(record))
        log = tmp_path / f"log-{trial}"
        log.mkdir()
        (log / "data.mdb").write_bytes(bytes(changed))
        verdict = judged(log, tmp_path / f"trial-{trial}")
        places_found = {(finding.stream, finding.sequence) for _, finding in verdict.findings}
        assert (str(stream), sequence) in places_found
        assert {where for where, _ in places_found} == {str(stream)}


def test_a_file_cut_at_its_end_is_found(honest: Path, tmp_path: Path) -> None:
    dice = Random("end")
    data = (honest / "data.mdb").read_bytes()
    for trial in range(TRIALS // 2):
        log = tmp_path / f"log-{trial}"
        log.mkdir()
        (log / "data.mdb").write_bytes(data[: dice.randrange(len(data))])
        verdict = judged(log, tmp_path / f"trial-{trial}")
        assert [finding.kind for _, finding in verdict.findings] == [DISK], trial


def test_a_history_signed_anew_with_another_key_is_found(log: Path, tmp_path: Path) -> None:
    forger = Ed25519Signer(bytes([66]) * 32)
    with reading(log) as view:
        streams = {view.alias(stream): stream for stream in view.heads()}
    with tampering(log) as transaction:
        for alias, stream in streams.items():
            assert alias is not None
            for number, record in enumerate(records(transaction, alias), 1):
                seal = make_seal(forger, stream, *head_of(entry_of(record))).to_bytes()
                transaction.put(layout.SEAL, POSITION.pack(alias, number), seal)
    verdict = judged(log, tmp_path)
    assert {finding.kind for _, finding in verdict.findings} == {SEAL}
    assert {finding.stream for _, finding in verdict.findings} == {
        str(stream) for stream in streams.values()
    }


def test_damage_to_every_stream_is_found_in_every_stream(log: Path, tmp_path: Path) -> None:
    with reading(log) as view:
        streams = [str(stream) for stream in view.heads()]
    with tampering(log) as transaction:
        for alias in range(1, len(streams) + 1):
            flip(transaction, alias, 1, Random(alias))
    verdict = judged(log, tmp_path)
    assert {finding.stream for _, finding in verdict.findings} == set(streams)
    assert RECORD in {finding.kind for _, finding in verdict.findings}
