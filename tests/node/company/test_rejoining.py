"""A till whose data directory, or data file, was deleted: no sale lost, and none counted twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from node import continuity
from node.cli.status_view import peer_words
from tests.node.company.test_joining import Chain
from tests.node.processes import tillmesh
from tests.node.test_two_nodes import agree, sell, stocked


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with ExitStack() as stack:
        yield Chain(tmp_path, stack)


def test_a_till_whose_directory_was_deleted_joins_anew_and_all_is_counted_once(
    chain: Chain,
) -> None:
    chain.join("B")
    lost = chain.start("B")
    stocked(lost)
    before = sell(lost, times=4)
    agree(chain.founder, lost)
    lost.stop()
    shutil.rmtree(chain.at("B"))

    # Its keys are gone with it, and receipts bear its name: who comes now is somebody else.
    assert "There is a B" in chain.refused("C", chain.invite(), called="B")
    chain.join("C")
    anew = chain.start("C")
    stocked(anew)
    after = sell(anew, times=3)
    agree(chain.founder, anew)
    assert len({*before, *after}) == 7
    for node in (chain.founder, anew):
        status = node.status()
        assert (status["sales"], status["sales_minor"]) == (7, 7 * 129)
    (gone,) = [peer for peer in chain.founder.status()["peers"] if peer["name"] == "B"]
    assert "not connected since" in peer_words(gone, 0)
    chain.revoke("B")
    agree(chain.founder, anew)
    assert anew.status()["sales"] == 7, "what it sold stays"
    assert chain.members("C") == {"A": "member", "B": "revoked", "C": "member"}
    # And what it sold is taken back at whatever till holds it.
    assert anew.ask("refund", receipt=before[0])["total_minor"] == -129


@pytest.mark.parametrize("kept_proof", [True, False])
def test_a_till_whose_data_file_was_deleted_gets_its_sales_back(
    chain: Chain, kept_proof: bool
) -> None:
    chain.join("B")
    till = chain.start("B")
    stocked(till)
    before = sell(till, times=4)
    agree(chain.founder, till)
    till.stop()
    gone = ["data.mdb", "lock.mdb"] if kept_proof else ["data.mdb", "lock.mdb", "continuity.json"]
    for name in gone:
        (chain.at("B") / name).unlink()

    emptied = chain.start("B")
    emptied.wait_until(lambda: bool(emptied.status()["epoch_reason"]), "a new epoch")
    emptied.wait_until(lambda: emptied.status()["sales"] == 4, "its sales are back")
    after = sell(emptied, times=2)
    agree(chain.founder, emptied)
    assert len({*before, *after}) == 6
    assert chain.founder.status()["sales_minor"] == 6 * 129
    status = emptied.status()
    reasons = (continuity.OTHER_FILE, continuity.OLDER_FILE)
    assert status["epoch_reason"] in (reasons if kept_proof else (continuity.PEERS_KNOW_MORE,))
    rows = tillmesh("status", "--data", chain.at("B")).stdout
    assert f"{status['epoch_reason']}; receipts have a new series" in " ".join(rows.split())
