"""Real nodes that know one another's keys and no address find one another, and again elsewhere."""

from __future__ import annotations

from pathlib import Path

from node.company.direct import introduce
from node.config import PeerConfig
from node.data_directory import DataDirectory
from tests.node.multicast import needs_multicast
from tests.node.processes import RunningNode, answer, loopback, make_node

GOODS = "sku,name,price\nmilk,Milk,1.29\n"


@needs_multicast
def test_two_nodes_without_an_address_find_one_another_and_again_after_a_move(
    tmp_path: Path,
) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS)
    first, second = tmp_path / "A", tmp_path / "B"
    own = make_node(first, goods, name="A", sales=1, founds=True)
    nowhere = PeerConfig(name="A", key=own.key)
    key = make_node(second, name="B", enrolled_by=first, peers=[nowhere]).key
    introduce([DataDirectory(first), DataDirectory(second)])
    answer("peer", f"B={key}", "--data", first)
    with RunningNode(second) as bob:
        with RunningNode(first) as ada:
            bob.wait_until(lambda: bob.status()["sales"] == 1, "A was found")
            sold = ada.ask("sell", lines=[{"code": "milk"}])
            assert sold["receipt"]
            bob.wait_until(lambda: bob.status()["sales"] == 2, "a sale was pushed")
        # Every start listens on another port, which is free at that moment.
        (elsewhere,) = loopback(1)
        text = (first / "node.toml").read_text().replace("tcp://127.0.0.1:0", elsewhere)
        (first / "node.toml").write_text(text)
        with RunningNode(first) as ada:
            assert elsewhere in ada.hello
            ada.ask("sell", lines=[{"code": "milk"}])
            bob.wait_until(lambda: bob.status()["sales"] == 3, "A was found where it moved to")
