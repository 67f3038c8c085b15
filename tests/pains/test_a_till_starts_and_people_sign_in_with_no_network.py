"""Pain 11, as far as people go: elsewhere nobody signs in while the network is away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.node.processes import answer, make_node


def test_a_till_with_no_peer_takes_people_on_and_they_sign_in_and_sell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each verb is a process of its own: the till starts cold every time."""
    goods = tmp_path / "goods.csv"
    goods.write_text("sku,name,price\nmilk,Milk,1.29\n")
    make_node(tmp_path / "till", goods)
    at = ("--data", tmp_path / "till")
    monkeypatch.setenv("TILLMESH_PIN", "271828")
    answer("user", "add", "mia", "--name", "Mia", "--role", "manager", *at)
    answer("sign-in", "mia", *at)
    answer("shift", "open", "--date", "2026-11-26", "--confirmed", *at)
    assert answer("sell", "milk", *at)["receipt"] == "B1T1-000001"
    closed = answer("shift", "close", "--coins", "1.29:1", *at)
    assert closed["report"]["cashiers"] == [["mia", 1, 129]]
    assert closed["recomputes"]
