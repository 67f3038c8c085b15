"""Tills that hold their own branch, and know every other branch's stock and how old that is."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from core.errors import RefusedError
from node.config import NodeConfig
from tests.node.processes import RunningNode, answer, make_node, refusal, tillmesh
from tests.node.test_two_nodes import Net, sell, stocked
from tests.node.tills import one_sentence


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    with ExitStack() as stack:
        yield Net(tmp_path, stack)


def own(name: str) -> list[str]:
    return ["company", f"branch:of-{name}"]


def chain(net: Net) -> tuple[RunningNode, RunningNode, RunningNode]:
    """A hub, and a till of each of two branches that dials only the hub."""
    hub = net.make("HUB", role="hub", goods=True)
    for name in ("A", "B"):
        net.make(name, hub, scopes=own(name))
    nodes = net.start("HUB"), net.start("A"), net.start("B")
    for node in nodes:
        stocked(node)
    return nodes


def line_of(node: RunningNode, branch: str, code: str = "milk") -> dict[str, Any]:
    """Return what a node shows of a product at a branch; nothing when it knows of none."""
    lines = node.ask("stock", code=code, location=f"of-{branch}")["lines"]
    return dict(lines[0]) if lines else {}


def shows(node: RunningNode, branch: str, quantity_milli: int) -> None:
    node.wait_until(
        lambda: line_of(node, branch).get("quantity_milli") == quantity_milli,
        f"{quantity_milli} thousandths at {branch}",
    )


def test_a_till_shows_another_branchs_stock_and_its_age_also_when_the_hub_is_gone(
    net: Net,
) -> None:
    hub, first, second = chain(net)
    first.ask("receive", lines=[{"code": "milk", "quantity_milli": 5_000}])
    receipts = sell(first, "milk", 7)
    shows(second, "A", -2_000)
    seen = line_of(second, "A")
    assert (seen["oversold"], seen["exact"]) == (True, False)
    sell(second)
    assert line_of(second, "B")["exact"]
    # It holds none of the sales, and says so when one of them comes back.
    assert second.status()["sales"] == 1
    assert second.status()["scopes"] == own("B")
    hub.wait_until(lambda: hub.status()["sales"] == 8, "the sales of both")
    with pytest.raises(RefusedError, match="tillmesh subscribe") as refused:
        second.ask("refund", receipt=receipts[0])
    assert "hub" in one_sentence(str(refused.value))

    hub.stop(signal.SIGKILL)
    sell(first, "milk", 1)
    second.wait_until(lambda: line_of(second, "A")["age_s"] > seen["age_s"], "it grows older")
    assert {**line_of(second, "A"), "age_s": 0} == {**seen, "age_s": 0}
    second.stop(signal.SIGKILL)
    again = answer("stock", "milk", "--location", "of-A", "--data", second.data)["lines"]
    assert {**again[0], "age_s": 0} == {**seen, "age_s": 0}
    assert "ago" in tillmesh("stock", "milk", "--data", second.data).stdout
    # The hub comes back, and with it what was sold meanwhile.
    net.start("HUB")
    shows(net.start("B"), "A", -3_000)


def test_whoever_subscribes_to_a_branch_gets_its_history_at_the_next_start(net: Net) -> None:
    _, first, second = chain(net)
    receipts = sell(first, "milk", 3)
    shows(second, "A", -3_000)
    widened = answer("subscribe", "branch:of-A", "--data", second.data)
    assert widened == {"scopes": [*own("B"), "branch:of-A"], "running": True, "changed": True}
    assert second.status()["scopes"] == own("B"), "a running node goes on as it is"
    second.stop()
    second = net.start("B")
    second.wait_until(lambda: second.status()["sales"] == 3, "the history")
    assert second.ask("refund", receipt=receipts[0])["total_minor"] == -129
    assert line_of(second, "A")["quantity_milli"] == -3_000
    # And back: what is held stays, and what is new is told as stock only.
    second.stop()
    said = tillmesh("subscribe", "company", "--data", second.data).stdout
    assert (
        said == "B holds company, branch:of-B. What it holds already of other branches it keeps.\n"
    )
    second = net.start("B")
    sell(first, "milk", 2)
    shows(second, "A", -5_000)
    assert second.status()["sales"] == 3


def test_what_a_node_holds_is_shown_and_changed(tmp_path: Path) -> None:
    make_node(tmp_path / "till")
    at = ("--data", tmp_path / "till")
    assert tillmesh("subscribe", *at).stdout == "B1T1 holds company, branch:B1.\n"
    assert answer("subscribe", *at) == {"scopes": ["company", "branch:B1"], "changed": False}
    assert "company, branch:B1; sales and refunds" in tillmesh("status", *at).stdout
    said = tillmesh("subscribe", "branch:B2", *at).stdout
    assert said == (
        "B1T1 holds company, branch:B1, branch:B2. "
        "What was sold there before is fetched from its peers.\n"
    )
    assert answer("subscribe", "branch:B2", *at)["changed"] is False
    assert "holds everything." in tillmesh("subscribe", "*", *at).stdout
    assert NodeConfig.read(tmp_path / "till" / "node.toml").scopes == ("*",)
    for wrong in ("B2", "branch:", "branch:B 2", "**"):
        assert "scopes" in refusal("subscribe", wrong, *at)
    assert "holds no node" in refusal("subscribe", "--data", tmp_path / "none")
    assert "holds no node" in refusal("subscribe", "*", "--data", tmp_path / "none")


def test_a_new_node_may_say_at_once_what_it_holds(tmp_path: Path) -> None:
    for role, words, scopes in (
        ("till", [], ("company", "branch:B1")),
        ("hub", [], ("*",)),
        ("till", ["--scope", "branch:B2"], ("company", "branch:B1", "branch:B2")),
        ("till", ["--scope", "branch:B2", "--scope", "*"], ("*",)),
        ("hub", ["--scope", "branch:B2"], ("company", "branch:B1", "branch:B2")),
    ):
        data = tmp_path / f"{role} {len(words)} {len(scopes)}"
        answer("init", "N", "--branch", "B1", "--role", role, *words, "--data", data)
        assert NodeConfig.read(data / "node.toml").scopes == scopes
    assert "scopes" in refusal(
        "init", "N", "--branch", "B1", "--scope", "x", "--data", tmp_path / "x"
    )
