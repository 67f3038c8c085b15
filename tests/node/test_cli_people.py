"""The real command with people: PINs from the environment or a descriptor, never from words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import RefusedError
from node.cli import pin_entry
from tests.node.processes import answer, make_node, refusal, tillmesh


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A till with one product."""
    goods = tmp_path / "goods.csv"
    goods.write_text("sku,name,price\nmilk,Milk,1.29\n")
    make_node(tmp_path / "till", goods)
    return tmp_path / "till"


def test_people_come_ask_and_leave(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = ("--data", data)
    assert "TILLMESH_PIN" in refusal("user", "add", "mia", "--name", "Mia", *at)
    monkeypatch.setenv("TILLMESH_PIN", "271828")
    added = answer("user", "add", "mia", "--name", "Mia", "--role", "manager", *at)
    assert added["user"]["role"] == "manager"
    answer("sign-in", "mia", *at)
    monkeypatch.setenv("TILLMESH_PIN", "314159")
    answer("user", "add", "carl", "--name", "Carl", *at)
    said = tillmesh("sign-in", "carl", *at).stdout
    assert said == "Carl (carl), cashier, is at B1T1.\n"
    receipt = answer("sell", "milk", *at)["receipt"]
    assert "carl may not refund" in refusal("refund", receipt, *at)
    monkeypatch.setenv("TILLMESH_APPROVAL_PIN", "271828")
    assert answer("refund", receipt, "--approver", "mia", *at)["kind"] == "refund"
    (act,) = answer("approval", "list", *at)["acts"]
    assert (act["login"], act["approver"], act["about"]) == ("carl", "mia", receipt)


def test_a_pin_is_read_from_a_descriptor() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"271828\n")
    os.close(writing)
    assert pin_entry.pin("mia", fd=reading) == "271828"
    os.close(reading)
    with pytest.raises(RefusedError):
        pin_entry.pin("mia", fd=reading)
