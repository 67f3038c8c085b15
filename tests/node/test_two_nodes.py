"""Real nodes over loopback ZeroMQ: they agree, are cut, heal, restart, and keep strangers out."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from node.company.direct import introduce
from node.config import PeerConfig
from node.data_directory import DataDirectory
from tests.node.processes import RunningNode, loopback, make_node

GOODS = "sku,name,price\nmilk,Milk,1.29\nbread,Bread,2.50\n"
DIGESTS = ("digest", "stock_digest", "projections_digest", "events", "heads")


class Net:
    """Nodes of one company, founded by the first; they dial those made before them."""

    def __init__(self, root: Path, stack: ExitStack) -> None:
        self._root = root
        self._stack = stack
        self._goods = root / "goods.csv"
        self._goods.write_text(GOODS)
        self._made: list[DataDirectory] = []

    def make(self, name: str, *peers: PeerConfig, goods: bool = False, **fields: Any) -> PeerConfig:
        (listen,) = loopback(1)
        named = {"name": name, "branch": f"of-{name}", "listen": listen, "peers": list(peers)}
        named["scopes"] = ["*"]
        founder = self._made[0].path if self._made and "company" not in fields else None
        file = self._goods if goods else None
        data = self._root / name
        made = make_node(
            data, file, founds=founder is None, enrolled_by=founder, **{**named, **fields}
        )
        if "company" not in fields:
            self._made.append(DataDirectory(data))
            introduce(self._made)
        return made

    def start(self, name: str, *, together: bool = True, clock_off_ms: int = 0) -> RunningNode:
        node = RunningNode(self._root / name, together=together, clock_off_ms=clock_off_ms)
        return self._stack.enter_context(node)

    def pair(self, **fields: Any) -> tuple[RunningNode, RunningNode]:
        """Two nodes that run; the second dials the first, which has the catalogue."""
        first = self.make("A", goods=True)
        self.make("B", first, **fields)
        return self.start("A"), self.start("B")


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    with ExitStack() as stack:
        yield Net(tmp_path, stack)


def agree(*nodes: RunningNode) -> None:
    """Wait until all nodes say the same of everything they hold."""

    def same() -> bool:
        states = [node.status(full=True) for node in nodes]
        return all(all(one[name] == states[0][name] for name in DIGESTS) for one in states)

    nodes[0].wait_until(same, f"{len(nodes)} nodes agree")


def connected(node: RunningNode, *names: str) -> None:
    """Wait until a node hears these peers and nobody else: who was paused is missed for a while."""

    def heard() -> bool:
        peers = node.status()["peers"]
        return {one["name"] for one in peers} == {*names} and all(one["connected"] for one in peers)

    node.wait_until(heard, f"{', '.join(names)} connected")


def stocked(node: RunningNode) -> None:
    """Wait until a node has both products in its catalogue."""
    node.wait_until(lambda: bool(node.status(full=True)["products"] >= 2), "the catalogue")


def sell(node: RunningNode, code: str = "milk", times: int = 1) -> list[str]:
    return [str(node.ask("sell", lines=[{"code": code}])["receipt"]) for _ in range(times)]


def test_both_sell_and_both_come_to_hold_the_same(net: Net) -> None:
    first, second = net.pair()
    stocked(second)
    sold = sell(first, "milk", 7) + sell(second, "bread", 5)
    assert len(set(sold)) == 12
    agree(first, second)
    assert second.status()["sales_minor"] == 7 * 129 + 5 * 250
    connected(first, "B")
    # A receipt of the one is refunded at the other, and both know.
    assert second.ask("refund", receipt=sold[0])["total_minor"] == -129
    agree(first, second)
    assert first.status()["refunds"] == 1


def test_a_cut_pair_sells_on_and_agrees_when_it_is_healed(net: Net) -> None:
    first, second = net.pair()
    stocked(second)
    assert first.ask("cut", peers=["B"]) == {"cut": ["B"]}
    assert second.ask("cut", peers=["A"]) == {"cut": ["A"]}
    sell(first, "milk", 3)
    sell(second, "bread", 4)
    assert first.status()["sales"] == 3
    assert second.status()["sales"] == 4
    for node in (first, second):
        assert node.ask("heal") == {"cut": []}
    agree(first, second)
    assert first.status()["sales"] == 7


def test_one_side_of_a_cut_is_enough(net: Net) -> None:
    first, second = net.pair()
    stocked(second)
    first.ask("cut", peers=["B", "nobody"])
    sell(second, "bread", 2)
    assert first.status()["sales"] == 0
    first.ask("heal")
    agree(first, second)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("dead", ["A", "B"])
def test_a_node_that_starts_again_catches_up_by_itself(net: Net, number: int, dead: str) -> None:
    nodes = dict(zip("AB", net.pair(), strict=True))
    alive = nodes["B" if dead == "A" else "A"]
    stocked(nodes["B"])
    sell(nodes[dead], "milk", 2)
    agree(*nodes.values())
    nodes[dead].stop(number)
    sell(alive, "bread", 3)
    agree(net.start(dead), alive)
    assert alive.status()["sales"] == 5


def test_what_one_node_sold_alone_arrives_through_a_hub(net: Net) -> None:
    hub = net.make("HUB", role="hub", goods=True)
    net.make("A", hub)
    net.make("B", hub)
    nodes = [net.start(name) for name in ("HUB", "A", "B")]
    for node in nodes:
        stocked(node)
    sell(nodes[1], "milk", 2)
    sell(nodes[2], "bread", 2)
    agree(*nodes)
    assert {peer["name"] for peer in nodes[1].status()["peers"]} == {"HUB"}


def test_a_node_that_wants_one_branch_gets_only_that(net: Net) -> None:
    first, second = net.pair(scopes=["company", "branch:of-B"])
    stocked(second)
    sell(first, "milk", 3)
    sell(second, "bread")
    first.wait_until(lambda: first.status()["sales"] == 4, "the sale of the other branch")
    first.ask("import-catalogue", products=[{"sku": "plum"}])
    second.wait_until(lambda: second.status(full=True)["products"] == 3, "the plum")
    # Three enrolments said by two nodes, three products, and what it sold itself.
    second.wait_until(lambda: second.status()["events"] >= 7, "what both nodes say of the company")
    status = second.status(full=True)
    assert (status["events"], status["sales"]) == (7, 1)


def test_a_node_of_another_company_gets_no_event_and_gives_none(net: Net) -> None:
    first = net.make("A", goods=True)
    stranger = net.make("S", first, company="other", goods=True)
    net.make("B", first, stranger)
    nodes = {name: net.start(name) for name in ("A", "S", "B")}
    sell(nodes["A"])
    sell(nodes["S"], "bread", 2)
    agree(nodes["A"], nodes["B"])
    assert {name: node.status()["sales"] for name, node in nodes.items()} == {
        "A": 1,
        "S": 2,
        "B": 1,
    }
    # It proves a key that nobody here has enrolled, so it is not even heard.
    heard = {peer["name"]: peer["connected"] for peer in nodes["S"].status()["peers"]}
    assert heard == {"A": False}
    assert {peer["name"] for peer in nodes["A"].status()["peers"]} == {"B"}
    assert nodes["A"].status()["alerts"] == []


def test_a_peer_with_another_key_is_never_spoken_to(net: Net) -> None:
    first = net.make("A", goods=True)
    digit = "0" if first.key[0] != "0" else "1"
    net.make("M", first.model_copy(update={"key": digit + first.key[1:]}))
    net.make("B", first)
    nodes = {name: net.start(name) for name in ("A", "M", "B")}
    sell(nodes["A"])
    agree(nodes["A"], nodes["B"])  # M has been dialing A for longer than B has.
    status = nodes["M"].status()
    (peer,) = status["peers"]
    assert (status["sales"], peer["name"], peer["connected"]) == (0, "A", False)
    assert "never heard" in peer["trouble"]
    assert {peer["name"] for peer in nodes["A"].status()["peers"]} == {"B"}
