"""Tamper trials with bundles, by somebody who writes the digest anew: found, and only there."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random

import msgpack
import pytest

from core.audit.finding import BUNDLE, WITNESS
from core.ed25519 import Ed25519Signer
from core.log.entry import entry_of, head_of
from core.log.log_view import LogView
from core.log.seal import Seal, make_seal
from replication.bundle import MAGIC, beyond
from replication.messages import Batch
from replication.wire import encode
from tests.node.auditing.chain import audited, reading, trade

TRIALS = 12
"""Random places for each kind of tampering."""

FORGER = Ed25519Signer(bytes([66]) * 32)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return trade(tmp_path_factory.mktemp("honest"))


@pytest.fixture(scope="module")
def batches(logs: dict[str, Path]) -> list[Batch]:
    """What a till holds, a batch for each seal; of others' streams it keeps a seal or two."""
    with reading(logs["B1T1"]) as view:
        return list(sealed_runs(view))


def sealed_runs(view: LogView) -> list[Batch]:
    found = []
    for stream, after in beyond(view.heads(), {}).items():
        while (run := view.segment(stream, after, bytes_max=1)) is not None:
            key = run.public_key if run.first == 1 else b""
            found.append(Batch(stream, run.first, run.data, run.seal, key))
            after = run.last
    return found


def written(batches: list[Batch], to: Path) -> Path:
    """Write a bundle as whole as any: its lengths and its digest are right."""
    data = MAGIC
    for piece in (msgpack.packb(["company", "HUB"]), *map(encode, batches)):
        data += len(piece).to_bytes(4, "big") + piece
    data += bytes(4) + len(batches).to_bytes(8, "big")
    to.write_bytes(data + sha256(data).digest())
    return to


def leave_out(batches: list[Batch], at: int, dice: Random) -> None:
    del batches[at]


def repeat(batches: list[Batch], at: int, dice: Random) -> None:
    batches.insert(at + 1, batches[at])


def swap(batches: list[Batch], at: int, dice: Random) -> None:
    batches[at], batches[at + 1] = batches[at + 1], batches[at]


def flip(batches: list[Batch], at: int, dice: Random) -> None:
    data = bytearray(batches[at].data)
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    batches[at] = batches[at]._replace(data=bytes(data))


def shorten(batches: list[Batch], at: int, dice: Random) -> None:
    data = batches[at].data
    batches[at] = batches[at]._replace(data=data[: dice.randrange(len(data))])


def overwrite(batches: list[Batch], at: int, dice: Random) -> None:
    others = [one.data for one in batches if one.stream != batches[at].stream]
    batches[at] = batches[at]._replace(data=dice.choice(others))


def flip_seal(batches: list[Batch], at: int, dice: Random) -> None:
    signature = bytearray(batches[at].seal.signature)
    signature[dice.randrange(len(signature))] ^= 1 << dice.randrange(8)
    batches[at] = batches[at]._replace(seal=batches[at].seal._replace(signature=bytes(signature)))


KINDS: dict[str, Callable[[list[Batch], int, Random], None]] = {
    "leave out": leave_out,
    "repeat": repeat,
    "swap": swap,
    "flip": flip,
    "shorten": shorten,
    "overwrite": overwrite,
    "flip a seal": flip_seal,
}


def test_the_same_batches_untouched_are_sound(batches: list[Batch], tmp_path: Path) -> None:
    assert audited(written(batches, tmp_path / "stick"), scratch=tmp_path).findings == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_bundle_written_anew_is_found_in_its_stream_and_nowhere_else(
    kind: str, batches: list[Batch], logs: dict[str, Path], tmp_path: Path
) -> None:
    dice = Random(kind)
    with reading(logs["B1T1"]) as view:
        digest = view.digest()
    # In the midst of a stream: before it and after it stand batches of the same.
    inner = [
        at
        for at in range(1, len(batches) - 1)
        if batches[at - 1].stream == batches[at].stream == batches[at + 1].stream
    ]
    for trial in range(TRIALS):
        at = dice.choice(inner)
        stream, first = batches[at].stream, batches[at].first
        changed = list(batches)
        KINDS[kind](changed, at, dice)
        stick = written(changed, tmp_path / f"stick-{trial}")
        verdict = audited(stick, scratch=tmp_path / f"trial-{trial}")
        found = [finding for _, finding in verdict.findings]
        if kind == "flip" and not found:
            # A bit of the compressed form that means nothing: the very same records came out.
            with reading(tmp_path / f"trial-{trial}" / "unpacked-0") as view:
                assert view.digest() == digest
            continue
        what = f"trial {trial}: {kind} at {stream} {first}"
        assert {one.stream for one in found} == {str(stream)}, what
        assert BUNDLE in {one.kind for one in found}, what
        (told,) = [one.sequence for one in found if one.kind == BUNDLE]
        following = batches[at + 1].first
        assert told == {"leave out": following, "swap": following}.get(kind, first), what


def test_every_byte_changed_and_every_cut_without_a_new_digest_is_found(
    batches: list[Batch], tmp_path: Path
) -> None:
    dice = Random("bytes")
    whole = written(batches, tmp_path / "whole").read_bytes()
    for trial in range(2 * TRIALS):
        changed, place = bytearray(whole), dice.randrange(len(whole))
        changed[place] ^= 1 << dice.randrange(8)
        stick = tmp_path / f"stick-{trial}"
        stick.write_bytes(whole[:place] if trial % 2 else bytes(changed))
        verdict = audited(stick, scratch=tmp_path / f"trial-{trial}")
        assert BUNDLE in {finding.kind for _, finding in verdict.findings}, place


def test_a_stream_signed_anew_with_another_key_is_found(
    batches: list[Batch], logs: dict[str, Path], tmp_path: Path
) -> None:
    with reading(logs["B1T1"]) as view:
        for stream in sorted({one.stream for one in batches}):
            changed = [
                one._replace(seal=forged(view, one, batches), public_key=key_of(one))
                if one.stream == stream
                else one
                for one in batches
            ]
            stick = written(changed, tmp_path / "stick")
            verdict = audited(stick, scratch=tmp_path / stream.to_bytes().hex())
            (found,) = [one for _, one in verdict.findings if one.kind == BUNDLE]
            assert (found.stream, found.sequence) == (str(stream), 1)


def forged(view: LogView, one: Batch, batches: list[Batch]) -> Seal:
    later = [other.first for other in batches if other.stream == one.stream]
    last = min((first for first in later if first > one.first), default=0) - 1
    end = view.head(one.stream).sequence if last < 0 else last
    (record,) = view.records(one.stream, end - 1, count=1)
    return make_seal(FORGER, one.stream, *head_of(entry_of(record)), one.seal.extension)


def key_of(one: Batch) -> bytes:
    return FORGER.public_key if one.public_key else b""


def test_a_bundle_rolled_back_is_contradicted_by_the_seals_beside_it(
    batches: list[Batch], tmp_path: Path
) -> None:
    """What was left out at a stream's end is named by whoever swore to have seen it."""
    (stream,) = {one.stream for one in batches if one.stream.scope == "branch:B1"}
    firsts = [one.first for one in batches if one.stream == stream]
    assert len(firsts) > 6
    for first in firsts[2:6]:
        kept = [one for one in batches if one.stream != stream or one.first < first]
        stick = written(kept, tmp_path / f"stick-{first}")
        verdict = audited(stick, scratch=tmp_path / f"trial-{first}")
        found = {(one.kind, one.stream, one.field) for _, one in verdict.findings}
        assert (WITNESS, str(stream), "end") in found
        assert {where for _, where, _ in found} == {str(stream)}
