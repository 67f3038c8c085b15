"""Forks at a node: stated once, with proof, said in plain words, and no reason to panic."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from core.company.certificate import Certificate, issue
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.identity import StreamId
from core.log.fork_proof import check_fork_proof
from core.log.memory_store import MemoryStore
from core.shop.fork import Fork
from core.views import forks
from node import forking
from node.company.files import Company
from node.till import Office
from node.wording import to_json
from replication.holdings import Holdings
from replication.notices import ForkKept
from replication.replica import Replica, ReplicaConfig
from tests.node.tills import CATALOGUE, CATALOGUE_EVENTS, Shop, one_sentence


def lives(*numbers: int) -> list[Shop]:
    """One till, copied before its first sale; each copy sold so many milks of its own."""
    copies = []
    for copy, count in enumerate(numbers):
        shop = Shop(MemoryStore())
        shop.do("import-catalogue", products=CATALOGUE)
        for _ in range(count):
            shop.sell(*["milk"] * (1 + copy))
        copies.append(shop)
    return copies


@pytest.fixture
def hub() -> Shop:
    """A hub that holds both histories of a till."""
    found = Shop(MemoryStore(), name="HUB", branch="HQ", role="hub")
    for copy in lives(2, 3):
        with copy.log.read() as view:
            for stream in view.heads():
                segment = view.segment(stream, 0)
                assert segment is not None
                found.log.ingest(stream, 1, segment.data, segment.seal, segment.public_key)
    return found


def lane_of(shop: Shop) -> StreamId:
    with shop.log.read() as view:
        (lane,) = [stream for stream in view.heads() if stream.is_lane]
    return lane


def test_status_counts_both_and_says_what_happened(hub: Shop) -> None:
    status = hub.do("status")
    assert (status["sales"], status["sales_minor"]) == (5, 2 * 129 + 3 * 258)
    (fork,) = status["forks"]
    assert (fork["sequence"], fork["scope"], fork["proved"]) == (1, "branch:B1", False)
    assert sorted((fork["events"], fork["other_events"])) == [2, 3]
    assert status["events"] == CATALOGUE_EVENTS + 5
    with hub.log.read() as view:
        (line,) = forking.fork_lines(hub.till, view, {lane_of(hub).author.hex(): "B1T1"})
    said = forking.in_words(line)
    one_sentence(said)
    assert all(word in said for word in ("B1T1", "branch:B1", "event 1", "kept and counted"))


def test_a_fork_is_stated_once_with_a_proof_that_holds(hub: Shop) -> None:
    lane = lane_of(hub)
    assert forking.state_fork(hub.till, lane)
    assert not forking.state_fork(hub.till, lane), "somebody has said so"
    with hub.log.read() as view:
        (said,) = forks.found(view.table("forks"))
    stated = hub.till.application.load_at(Fork, said.said_in, said.said_at)
    proof = check_fork_proof(stated.proof, verify_ed25519)
    assert (proof.stream, proof.sequence) == (lane.base, 1)
    assert hub.do("status")["forks"][0]["proved"]


def test_whoever_is_proved_to_have_a_copy_learns_it_from_the_proof_alone(hub: Shop) -> None:
    forking.state_fork(hub.till, lane_of(hub))
    (till,) = lives(2)
    assert not forking.another_has_written(till.log)
    till.hear(hub)
    assert forking.another_has_written(till.log)
    till.log.open_epoch(till.log.epoch + 1, "another copy of this node has written")
    assert not forking.another_has_written(till.log), "what we write now has one history"


def test_a_fork_nobody_has_proved_moves_nobody(hub: Shop) -> None:
    lane = lane_of(hub)
    for proof in (b"", b"no proof"):
        hub.till.application.record(
            Fork.find(
                id=hub.log.mint_id(),
                timestamp=hub.till.now(),
                stream=lane.base,
                sequence=1,
                proof=proof,
            )
        )
    (till,) = lives(2)
    till.hear(hub)
    assert not forking.another_has_written(till.log)
    assert not hub.do("status")["forks"][0]["proved"]


def test_the_proof_of_a_fork_is_written_for_anybody_and_no_other_is(
    hub: Shop, tmp_path: Path
) -> None:
    file = tmp_path / "proof"
    written = hub.do("fork-proof", path=str(file), number=1)
    assert json.loads(to_json(written)) == written
    assert (written["path"], written["bytes"]) == (str(file), file.stat().st_size)
    found = check_fork_proof(file.read_bytes(), verify_ed25519)
    assert found[:2] == (lane_of(hub).base, 1)
    assert "Cannot write" in hub.refused("fork-proof", path=str(file), number=1)
    for number in (0, 2):
        hub.refused("fork-proof", path=str(tmp_path / "other"), number=number)
    said = lives(1)[0].refused("fork-proof", path=str(tmp_path / "other"), number=1)
    assert "no stream has forked" in said


def of_a_company(shop: Shop, directory: Path) -> Shop:
    """Give a till the papers without which it takes no bundle; its log has no gate."""
    root, own = Ed25519Signer(bytes([9]) * 32), Ed25519Signer(bytes([8]) * 32)
    name, branch = shop.till.config.name, shop.till.config.branch
    curve = bytes(32)
    named = Certificate(
        root.public_key, name, branch, "till", own.public_key, curve, bytes(16), 0, 0, False
    )
    company = Company("company", root.public_key, issue(root, named))
    shop.till.office = Office(directory, company, company.admission(), own, curve)
    return shop


@pytest.mark.parametrize("met", ["neither", "first", "second"])
def test_a_bundle_carries_every_history_whatever_its_reader_has_met(
    hub: Shop, met: str, tmp_path: Path
) -> None:
    reader = of_a_company(Shop(MemoryStore(), name="S1", branch="S1"), tmp_path)
    for copy, name in zip(lives(2, 3), ("first", "second"), strict=True):
        if met == name:
            reader.hear(copy)
    since = reader.do("status")["heads"]
    written = hub.do("export", path=str(tmp_path / "bundle"), since=since)
    reader.do("import", path=str(tmp_path / "bundle"))
    assert written["events"] >= 5
    names = ("events", "digest", "stock_digest", "projections_digest", "sales_minor", "heads")
    assert reader.figures(*names) == hub.figures(*names)


def test_a_replica_learns_of_forks_that_came_past_it_in_a_bundle(hub: Shop, tmp_path: Path) -> None:
    reader = of_a_company(Shop(MemoryStore(), name="S1", branch="S1"), tmp_path)
    reader.hear(lives(2, 3)[0])
    config = ReplicaConfig("company", "S1", "till", "S1", bytes(32))
    replica = Replica(reader.log, config, Random(1))
    hub.do("export", path=str(tmp_path / "bundle"))
    reader.do("import", path=str(tmp_path / "bundle"))
    replica.imported()
    with reader.log.read() as view:
        fresh = Holdings(view.heads())
    assert replica.holdings.digest == fresh.digest
    lane = lane_of(reader)
    assert replica.next_notice() == ForkKept(lane.base, 1, lane, b"", True)
    assert replica.next_notice() is None
