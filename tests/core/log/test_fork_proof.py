"""The proof of a fork: it holds for anybody, shows no body, and cannot be made of one history."""

from __future__ import annotations

from typing import Any

import msgpack
import pytest

from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import RefusedError, RemoteError
from core.identity import COMPANY_SCOPE, StreamId
from core.log import fork_proof
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.fork_proof import check_fork_proof, make_fork_proof
from core.log.memory_store import MemoryStore
from tests.contracts.logs import draft, drafts, offer, open_log, segments

SECRET = b"\xc4\x0ewho bought what"


def forked(*, common: int = 2, run: int = 1, epoch: int = 1) -> tuple[EventLog, StreamId]:
    """Return a node that holds two histories of the till made from seed 1, and the lane."""
    target = open_log(MemoryStore(), seed=2)
    for start in (10, 50):
        till = open_log(MemoryStore(), epoch=epoch)
        till.append(drafts(common))
        till.append([*drafts(run - 1, start=start + 1), secret(start)])
        till.append([draft(start + 40)])
        for segment in segments(till, till.stream(COMPANY_SCOPE), bytes_max=1):
            offer(target, segment)
    with target.read() as view:
        (lane,) = [stream for stream in view.heads() if stream.is_lane]
    return target, lane


def secret(number: int) -> Draft:
    return draft(number, body=SECRET)


def proof_of(target: EventLog, lane: StreamId) -> bytes:
    with target.read() as view:
        return make_fork_proof(view, lane)


@pytest.mark.parametrize(("common", "run"), [(2, 1), (1, 30), (5, 4)])
def test_a_proof_names_the_stream_and_where_it_parts(common: int, run: int) -> None:
    target, lane = forked(common=common, run=run)
    proof = check_fork_proof(proof_of(target, lane), verify_ed25519)
    assert (proof.stream, proof.sequence) == (lane.base, common + 1)
    assert proof.sealed == (common + run, common + run), "up to the first seal and no further"
    with target.read() as view:
        firsts = [view.chain_at(stream, common + 1) for stream in (lane.base, lane)]
    assert list(proof.chains) == firsts
    assert firsts == sorted(firsts)


def test_a_proof_shows_no_body() -> None:
    assert SECRET not in proof_of(*forked())


def test_whoever_has_the_proof_needs_nothing_else() -> None:
    """Equal seals, equal proofs: it does not matter who made it."""
    assert proof_of(*forked()) == proof_of(*forked())


def test_any_changed_byte_breaks_a_proof() -> None:
    data = proof_of(*forked())
    for place in range(0, len(data), 3):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(RemoteError):
            check_fork_proof(changed, verify_ed25519)


def change(data: bytes, **fields: Any) -> bytes:
    places = {"version": 0, "stream": 1, "start": 2, "before": 3, "key": 4, "one": 5, "other": 6}
    found = msgpack.unpackb(data)
    for name, value in fields.items():
        found[places[name]] = value
    return msgpack.packb(found)


def test_one_history_shown_twice_or_one_after_the_other_is_no_fork() -> None:
    data = proof_of(*forked())
    *_, one, other = msgpack.unpackb(data)
    for sides in ({"other": one}, {"one": other}, {"one": other, "other": one}):
        with pytest.raises(RemoteError):
            check_fork_proof(change(data, **sides), verify_ed25519)
    longer = [one[0] + one[0], one[1]]
    with pytest.raises(RemoteError):
        check_fork_proof(change(data, other=longer), verify_ed25519)


def test_nobody_can_be_accused_with_anothers_seals_or_another_epochs() -> None:
    data = proof_of(*forked())
    _, stream, *_ = msgpack.unpackb(data)
    another = Ed25519Signer(bytes(32)).public_key
    *_, late = msgpack.unpackb(proof_of(*forked(epoch=2)))
    for fields in ({"key": another}, {"stream": bytes(16) + stream[16:]}, {"other": late}):
        with pytest.raises(RemoteError):
            check_fork_proof(change(data, **fields), verify_ed25519)


@pytest.mark.parametrize(
    "fields",
    [
        {"version": 2},
        {"start": "3"},
        {"start": 2**64 - 1},
        {"start": True},
        {"before": bytes(31)},
        {"before": None},
        {"key": b""},
        {"one": []},
        {"one": [[], bytes(64)]},
        {"one": [[b""], bytes(64)]},
        {"one": [[7], bytes(64)]},
        {"one": 7},
    ],
)
def test_what_is_no_proof_is_refused_whatever_it_holds(fields: dict[str, Any]) -> None:
    with pytest.raises(RemoteError):
        check_fork_proof(change(proof_of(*forked()), **fields), verify_ed25519)


@pytest.mark.parametrize("data", [b"", b"\xc0", b"\x90", bytes(600_000), b"\x97" + bytes(7)])
def test_random_bytes_are_no_proof(data: bytes) -> None:
    with pytest.raises(RemoteError):
        check_fork_proof(data, verify_ed25519)


def test_a_proof_over_its_limit_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork_proof, "PROOF_BYTES_MAX", 400)
    with pytest.raises(RefusedError):
        proof_of(*forked())
