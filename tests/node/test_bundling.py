"""Events carried by hand between nodes that no cable joins."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import RefusedError
from core.log.memory_store import MemoryStore
from node.distance import Known
from node.till_config import HUB
from replication.spread import Holder, stream_text
from tests.node.processes import RunningNode, answer, make_node, refusal, stock_up, tillmesh
from tests.node.test_two_nodes import GOODS
from tests.node.tills import Shop, Street

DIGESTS = ("digest", "stock_digest", "projections_digest")


@pytest.fixture
def shops(tmp_path: Path) -> tuple[Path, Path]:
    """Two nodes of one company, far apart; the first has sold three times."""
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS)
    first, second = tmp_path / "A", tmp_path / "B"
    make_node(first, name="A", branch="B1", founds=True)
    make_node(second, name="B", branch="B2", enrolled_by=first)
    stock_up(first, goods, sales=3)
    return first, second


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def status(data: Path) -> dict[str, object]:
    return answer("status", "--full", "--data", data)


def agree(first: Path, second: Path) -> bool:
    one, other = status(first), status(second)
    return all(one[name] == other[name] for name in DIGESTS)


def test_a_bundle_brings_everything_and_brings_it_once(
    shops: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = shops
    file = tmp_path / "stick"
    wrote = answer("export", file, "--data", first)
    # Two products, three sales, and who belongs to the company: the first and the second.
    assert wrote["events"] == wrote["events_after"] == 7
    read = answer("import", file, "--data", second)
    # The second has said itself, first of all, that it was enrolled.
    assert (read["added"], read["events_before"], read["events_after"]) == (7, 1, 8)
    again = answer("import", file, "--data", second)
    assert (again["added"], again["events_after"]) == (0, 8)
    # What the second sold goes back the same way, and only that.
    answer("sell", "milk", "--data", second)
    known = tmp_path / "known.json"
    known.write_text(tillmesh("status", "--json", "--data", first).stdout)
    back = answer("export", tmp_path / "back", "--since", known, "--data", second)
    assert back["events"] == 2
    assert answer("import", tmp_path / "back", "--data", first)["added"] == 2
    assert agree(first, second)


def test_running_nodes_pass_on_what_a_bundle_brought(
    shops: tuple[Path, Path], tmp_path: Path, stack: ExitStack
) -> None:
    first, second = shops
    answer("export", tmp_path / "stick", "--data", first)
    third = make_node(tmp_path / "C", name="C", branch="B3", listen="tcp://127.0.0.1:0")
    assert third.name == "C"
    node = stack.enter_context(RunningNode(second))
    read = answer("import", tmp_path / "stick", "--data", second)
    assert read["added"] == 7
    assert node.ask("progress")["events"] == 8
    assert node.ask("sell", lines=[{"code": "milk"}])["receipt"] == "B-000001"


def test_what_cannot_be_taken_in_is_one_sentence_and_changes_nothing(
    shops: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = shops
    file = tmp_path / "stick"
    answer("export", file, "--data", first)
    assert "exists already" in refusal("export", file, "--data", first)
    whole = file.read_bytes()
    before = status(second)
    bad = tmp_path / "bad"
    for data, words in (
        (whole[:-5], "does not end"),
        (whole[: len(whole) // 2], "cut"),
        (whole[:60] + b"\x55" + whole[61:], "byte"),
        (b"", "no Tillmesh bundle"),
    ):
        bad.write_bytes(data)
        assert words in refusal("import", bad, "--data", second)
    assert "Cannot read" in refusal("import", tmp_path / "nothing", "--data", second)
    assert "Cannot read" in refusal("import", tmp_path, "--data", second)
    assert "Cannot write" in refusal("export", tmp_path / "no" / "where", "--data", first)
    after = status(second)
    assert all(before[name] == after[name] for name in (*DIGESTS, "events"))


def test_a_bundle_that_begins_too_late_or_is_a_strangers_is_refused(
    shops: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = shops
    known = tmp_path / "known.json"
    known.write_text(json.dumps(status(first)))
    answer("sell", "milk", "--data", first)
    late = tmp_path / "late"
    answer("export", late, "--since", known, "--data", first)
    assert "held up to 0" in refusal("import", late, "--data", second)
    make_node(tmp_path / "X", name="X", branch="B1", company="other", founds=True)
    assert "of company 'company'" in refusal("import", late, "--data", tmp_path / "X")
    make_node(tmp_path / "L", name="L", branch="B1")
    assert "L belongs to no company" in refusal("import", late, "--data", tmp_path / "L")
    known.write_text('{"heads": {"zz": 1}}')
    assert "not the name of a stream" in refusal(
        "export", tmp_path / "new", "--since", known, "--data", first
    )


def test_a_pipe_is_no_bundle_and_keeps_nobody_waiting(
    shops: tuple[Path, Path], tmp_path: Path, stack: ExitStack
) -> None:
    os.mkfifo(tmp_path / "pipe")
    node = stack.enter_context(RunningNode(shops[0]))
    assert "it is no file" in refusal("import", tmp_path / "pipe", "--data", shops[0])
    assert node.status()["sales"] == 3


@pytest.mark.parametrize(
    "name",
    ["zz", "0a.1/company", f"{'0a' * 16}.4294967296/company", f"{'0a' * 16}.-1/company"],
)
def test_what_names_no_stream_is_said(name: str) -> None:
    shop = Shop(MemoryStore())
    said = shop.refused("export", path="nowhere", since={name: 1})
    assert "is not the name of a stream" in said


def test_what_a_hub_holds_is_left_out_of_a_bundle_for_it(tmp_path: Path) -> None:
    with closing(Street(None)) as street:
        till, other = street.open("T"), street.open("U")
        for shop in (till, other):
            shop.do("import-catalogue", products=[{"sku": "milk", "price_minor": 100}])
            shop.sell("milk")
        till.hear(other)
        with till.log.read() as view:
            before = {stream_text(s): head.sequence for s, head in view.heads().items()}
        till.sell("milk")
        whole = till.do("export", path=str(tmp_path / "no hub known"), since_hub=True)
        assert whole["events"] == sum(before.values()) + 1
        hub = Holder("ab" * 16, 1, "HUB", "hub", "HQ", ("*",), till.log.now_ms(), 0, before)
        till.till.recall = lambda: Known((replace(hub, name="B", role="till"),), 1)
        no_hub = till.do("export", path=str(tmp_path / "a till"), since_hub=True)
        assert no_hub["events"] == whole["events"]
        till.till.recall = lambda: Known((hub,), 1)
        assert till.do("export", path=str(tmp_path / "rest"), since_hub=True)["events"] == 1
        hub_shop = street.open("H", role=HUB)
        with pytest.raises(RefusedError, match="a hub itself"):
            hub_shop.do("export", path=str(tmp_path / "h"), since_hub=True)
