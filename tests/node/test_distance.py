"""What is kept of distances comes back, and what is not is only understated."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from node.distance import (
    DISTANCE_FILE,
    FORGET_MS,
    HOLDERS_MAX,
    KEEP_S,
    NOTHING_KNOWN,
    DistanceKeeper,
    Known,
    known_from,
    recall,
)
from replication.replica import Replica, ReplicaConfig
from replication.spread import Holder
from tests.node.tills import NOW_MS, Shop, Street

HUB = Holder("ab" * 16, 1, "HUB", "hub", "HQ", ("*",), NOW_MS, -3, {"s": 4})


def kept(directory: Path, *holders: Holder, as_of_ms: int = NOW_MS) -> None:
    (directory / DISTANCE_FILE).write_text(json.dumps(asdict(Known(holders, as_of_ms))))


def replica_of(shop: Shop) -> Replica:
    config = ReplicaConfig("acme", "B1T1", "till", "B1", bytes(32), own_scopes=("branch:B1",))
    return Replica(shop.log, config, random.Random(1))


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    kept(tmp_path, HUB)
    assert recall(tmp_path) == Known((HUB,), NOW_MS)
    assert known_from(asdict(Known((HUB,), 7))) == Known((HUB,), 7)


BROKEN: list[Any] = [
    b"",
    b"{",
    b"[]",
    b"{}",
    b'{"holders": 7, "as_of_ms": 1}',
    b'{"holders": [], "as_of_ms": "1"}',
    b'{"holders": [{}], "as_of_ms": 1}',
    json.dumps({"holders": [{**asdict(HUB), "held": []}], "as_of_ms": 1}).encode(),
    json.dumps({"holders": [{**asdict(HUB), "held": {"s": 1.5}}], "as_of_ms": 1}).encode(),
    json.dumps({"holders": [{**asdict(HUB), "skew_ms": "x"}], "as_of_ms": 1}).encode(),
    b"[" * 100_000,
    b"\xff\xfe",
]


@pytest.mark.parametrize("content", BROKEN)
def test_a_file_that_cannot_be_read_is_nothing_known(tmp_path: Path, content: bytes) -> None:
    assert recall(tmp_path) == NOTHING_KNOWN
    (tmp_path / DISTANCE_FILE).write_bytes(content)
    assert recall(tmp_path) == NOTHING_KNOWN


def test_a_peer_silent_for_a_month_counts_no_more() -> None:
    known = Known((HUB,), NOW_MS)
    assert known.recent(NOW_MS + FORGET_MS - 1) == (HUB,)
    assert known.recent(NOW_MS + FORGET_MS) == ()
    # A clock that was set back forgets nobody.
    assert known.recent(0) == (HUB,)


def test_a_peer_made_anew_under_its_old_name_holds_nothing_of_before() -> None:
    anew = replace(HUB, author="cd" * 16, heard_ms=NOW_MS + 1, held={})
    for holders in ((HUB, anew), (anew, HUB)):
        assert Known(holders, NOW_MS).recent(NOW_MS) == (anew,)


def test_the_file_is_written_once_and_not_again_while_nothing_is_new(
    street: Street, tmp_path: Path
) -> None:
    shop = street.open()
    kept(tmp_path, HUB)
    file = tmp_path / DISTANCE_FILE
    keeper, replica = DistanceKeeper(tmp_path), replica_of(shop)
    before = file.read_bytes()
    for second in range(20):
        keeper.step(replica, shop.log, float(second))
    assert file.read_bytes() == before
    assert keeper.look(replica, shop.log, 20.0).holders == (HUB,)
    file.unlink()
    keeper.step(replica, shop.log, 20.0 + KEEP_S)
    assert not file.exists()


def test_only_so_many_peers_are_remembered_the_last_heard_of_them(
    street: Street, tmp_path: Path
) -> None:
    shop = street.open()
    many = [
        Holder(f"{n:032x}", 1, f"N{n}", "till", "B", ("*",), NOW_MS + n, None, {})
        for n in range(HOLDERS_MAX + 5)
    ]
    kept(tmp_path, *many)
    known = DistanceKeeper(tmp_path).look(replica_of(shop), shop.log, 0.0)
    assert known.holders == tuple(many[5:])


def test_a_disk_that_refuses_changes_nothing(street: Street, tmp_path: Path) -> None:
    shop = street.open()
    keeper = DistanceKeeper(tmp_path / "gone")
    keeper.keep(replica_of(shop), shop.log, 0.0)
    assert not (tmp_path / "gone").exists()
